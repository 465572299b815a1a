"""What it costs to change one file among many, beside a build of all of them, in one run.

    python -m tests.benchmarks.updating --files 10000

With the default embedder. Prints one line for each figure; the last says the ratio.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from qa.embedding import load_embedder
from qa.settings import Settings
from qa.updating import update
from tests.fakes import prose

_ROUNDS = 5


def write(path: Path, text: str) -> None:
    """Writes a file as if that had been a while ago."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    then = time.time() - 10
    os.utime(path, (then, then))


def main() -> None:
    """Builds once, changes one file a few times, then changes nothing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=10_000)
    count = parser.parse_args().files
    embedder, settings = load_embedder(), Settings()
    with tempfile.TemporaryDirectory() as name:
        folder, index_folder = Path(name) / "corpus", Path(name) / "index"
        folder.mkdir()
        paths = [folder / f"{seed % 100:02d}" / f"{seed}.txt" for seed in range(count)]
        for seed, path in enumerate(paths):
            write(path, prose(seed))

        def timed() -> float:
            began = time.perf_counter()
            update(folder, index_folder, embedder, settings)[0].close()
            return time.perf_counter() - began

        build = timed()
        changes = []
        for round_number in range(_ROUNDS):
            write(paths[round_number * 7], prose(count + round_number))
            changes.append(timed())
        nothing = statistics.median(timed() for _ in range(_ROUNDS))
    change = statistics.median(changes)
    print(f"build of {count:,} files    {build:8.2f} s")
    print(f"one file changed        {change:8.3f} s")
    print(f"nothing changed         {nothing:8.3f} s")
    print(f"one change / build      {change / build:8.2%}")


if __name__ == "__main__":
    main()
