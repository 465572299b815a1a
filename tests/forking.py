"""Programs in processes of their own, without the ten to twenty seconds that each would import.

One process imports what they share and forks for every program that is started; from there on a
program runs and ends as it would by itself. It knows nothing of what they do.
"""

from __future__ import annotations

import atexit
import functools
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).parent.parent
PRELOADED = ("sentence_transformers", "gradio", "ui")


class Running(Protocol):
    """What is asked of a program that runs; `subprocess.Popen` is one."""

    def poll(self) -> int | None:
        """Its exit code, minus the signal that ended it; None while it runs."""

    def wait(self) -> int:
        """The same, once it has ended."""

    def terminate(self) -> None:
        """Tells it to end."""

    def kill(self) -> None:
        """Ends it."""


Start = Callable[[Sequence[str], Path, Mapping[str, str]], Running]
"""(module and its arguments, where its output goes, further environment) → the program."""


def spawned(arguments: Sequence[str], log: Path, env: Mapping[str, str]) -> Running:
    """Runs `python -m …`, as a person does."""
    with log.open("w") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=ROOT, stdout=stream, stderr=subprocess.STDOUT, env={**os.environ, **env},
        )  # fmt: skip


def forked(arguments: Sequence[str], log: Path, env: Mapping[str, str]) -> Running:
    """The same from a process that has imported most of it; spawned where nothing forks."""
    if not hasattr(os, "fork"):
        return spawned(arguments, log, env)
    log.write_bytes(b"")
    return _Forked(_forker().told(start=[*arguments], log=str(log), env={**os.environ, **env}))


class _Forked:
    """A program that the forker started. Its id is its own until it has been waited for."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._code: int | None = None

    def poll(self) -> int | None:
        return self._waited(os.WNOHANG)

    def wait(self) -> int:
        code = self._waited(0)
        assert code is not None
        return code

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _waited(self, how: int) -> int | None:
        if self._code is None:
            self._code = _forker().told(pid=self._pid, how=how)
        return self._code

    def _signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self._pid, number)


class _Forker:
    """The process that forks, told by one line of JSON after another."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forking"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        atexit.register(self._process.communicate)  # closes its input, at which it ends

    def told(self, **order: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@functools.cache
def _forker() -> _Forker:
    return _Forker()


def _main() -> None:
    for name in PRELOADED:
        importlib.import_module(name)
    for line in sys.stdin:
        order = json.loads(line)
        if "start" in order:
            pid = os.fork()
            if not pid:
                _become(order)
                return
            reply: int | None = pid
        else:
            done, status = os.waitpid(order["pid"], order["how"])
            reply = os.waitstatus_to_exitcode(status) if done else None
        print(json.dumps(reply), flush=True)


def _become(order: Mapping[str, Any]) -> None:
    """Runs the program here, in what is now a process of its own, to its end."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.environ.clear()
    os.environ.update(order["env"])
    tempfile.tempdir = None  # is looked up anew
    module, *sys.argv[1:] = order["start"]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main()
