"""The page over a folder that takes long to read, served when the first file is in.

It goes on with the others, a file at a time, once there is a file "go" beside the folder.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import ui
from qa.assistant import Assistant
from qa.embedding import load_embedder

GO = "go"


if __name__ == "__main__":
    _, _, corpus, _, port = sys.argv
    ui.FIRST_SECONDS = ui.FURTHER_SECONDS = 1e-6
    read_on = ui._read_on

    def when_told(assistant: Assistant) -> None:
        """Reads on once somebody says so."""
        while not (Path(corpus).parent / GO).exists():
            time.sleep(0.05)
        read_on(assistant)

    ui._read_on = when_told
    ui.serve(Path(corpus), None, load_embedder(), None, ui.Options(port=int(port)))
