"""A virtual environment for each peer, made once and kept in a folder.

They share a base with torch and sentence-transformers, so that all embed with the same code, and
so that torch is there, pinned, before anything can ask for a build with GPU packages.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from eval.peers.catalogue import HERE, Peer

_STAMP = "installed"
_SECONDS = 3_600
# What the peers would otherwise send or fetch: all of it is switched off.
_SWITCHES = {
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "ORT_DISABLE_TELEMETRY": "1",
    "PYTHONNOUSERSITE": "1",
    "TRANSFORMERS_OFFLINE": "1",
}
_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")
_SECRETS = ("KEY", "TOKEN", "SECRET", "PASSWORD")


class NotInstalled(Exception):
    """A peer's environment cannot be made; the text says why."""


def python_of(peer: Peer, cache: Path) -> Path:
    """The peer's Python, after making its environment where that is due.

    Raises NotInstalled.
    """
    if not peer.environment:
        return Path(sys.executable)
    pins = pins_of("base"), pins_of(peer.environment)
    base = _environment(cache.absolute() / "base", pins[0])
    return _python(_environment(cache.absolute() / peer.environment, pins[1], base))


def pins_of(name: str) -> Path:
    """The file of an environment's pins. Raises NotInstalled."""
    path = HERE / "requirements" / f"{name}.txt"
    if not path.is_file():
        raise NotInstalled(f"there is no '{path.name}' in {path.parent}")
    return path


def _environment(home: Path, pins: Path, base: Path | None = None) -> Path:
    """Makes the environment `home` with these pins, unless it is there; its folder."""
    under = (base / _STAMP).read_bytes() if base else b""
    due = hashlib.sha256(pins.read_bytes() + under).hexdigest()
    stamp = home / _STAMP
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == due:
        return home
    shutil.rmtree(home, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(home)])
    if base:  # what it holds is found after the environment's own packages
        (_packages(home) / "base.pth").write_text(f"{_packages(base)}\n", encoding="utf-8")
    _run([str(_python(home)), "-m", "pip", "install", "--quiet", "-r", str(pins)])
    stamp.write_text(due, encoding="utf-8")
    return home


def _python(home: Path) -> Path:
    return home / ("Scripts" if os.name == "nt" else "bin") / "python"


def _packages(home: Path) -> Path:
    scheme = {"base": str(home), "platbase": str(home)}
    return Path(sysconfig.get_path("purelib", "venv", scheme))


def variables(home: Path, threads: int | None) -> dict[str, str]:
    """What a pipeline sees of the environment variables: no keys, nothing to phone home with.

    `home` is where it may leave its own files, `threads` how many its arithmetic may use (None:
    as many as it likes). On a busy machine several threads measure how they wait for each other.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "PYTHONPATH" and not any(word in name.upper() for word in _SECRETS)
    }
    limits = dict.fromkeys(_THREADS, str(threads)) if threads else {}
    return {**kept, **_SWITCHES, **limits, "HOME": str(home), "USERPROFILE": str(home)}


def last_line(text: str) -> str:
    """The last line that says something, as the reason of a failure."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it said nothing"


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(f"'{' '.join(command[:4])}' did not run ({error})") from error
    if done.returncode:
        raise NotInstalled(f"'{' '.join(command[:4])}' failed: {last_line(done.stderr)}")
