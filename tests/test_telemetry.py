"""No library reports anything: the switches are off before any of them is imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def test_reading_leaves_no_trace_of_telemetry(tmp_path: Path) -> None:
    code = "from qa.reader import Reader\nReader.load().read('Who?', ['Ann built it.'])\n"
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        check=True,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    assert list(tmp_path.rglob("*")) == [], "onnxruntime keeps its reports in the home folder"
