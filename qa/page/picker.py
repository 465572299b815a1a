"""Who can write the answers: the entries of the model picker, and which is the default.

A model whose server does not answer is listed as such and is not the default. Knows nothing
of Gradio.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.drafting.reachable import is_reachable, server_of
from qa.page.markup import NO_MODEL

CHECK = "Check again"
Entry = tuple[str, str]
"""What is shown, and the name of the writer."""


def entries(writers: Sequence[str], down: Sequence[str] = ()) -> list[Entry]:
    """The entries for these writers; `down` are those whose server does not answer."""
    return [(_label(name) + " (not reachable)" * (name in down), name) for name in writers]


def unreachable(writers: Sequence[str]) -> list[str]:
    """Those whose server does not answer now. Waits a little; ask from a thread."""
    servers = {name: server_of(name) for name in writers if name != NO_MODEL}
    return [name for name, server in servers.items() if server and not is_reachable(server)]


def choice(writers: Sequence[str], down: Sequence[str], chosen: str | None) -> str:
    """The writer to select: the chosen one while it can be reached, else the first that can."""
    able = [name for name in writers if name not in down]
    return chosen if chosen in able else able[0]


def remark(down: Sequence[str]) -> str:
    """What the button below the picker says: who cannot be reached, and that it looks again."""
    names = ", ".join(map(_label, down))
    return f"{names} is not reachable. {CHECK}" if names else CHECK


def _label(name: str) -> str:
    """A name without the address, which would not fit."""
    return "No model" if name == NO_MODEL else name.partition("@http")[0]
