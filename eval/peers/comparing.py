"""One pipeline after the other, each graded as it comes; one that fails does not stop the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eval.peers.asking import Failed, Setting, ask
from eval.peers.catalogue import Peer
from eval.peers.scoring import grade
from eval.peers.sources import Source
from eval.peers.tables import Result


def compare(
    peers: Sequence[Peer], source: Source, setting: Setting, say: Callable[[str], object]
) -> dict[str, Result]:
    """Name → what each pipeline gave and is worth, or why it gave nothing."""
    results: dict[str, Result] = {}
    for peer in peers:
        say(f"{peer.name}: {peer.about}")
        reply = ask(peer, source.folder, sorted(source.documents), source.gold, setting)
        if isinstance(reply, Failed):
            say(f"{peer.name} was not run: {reply.reason}")
            results[peer.name] = reply
        else:
            results[peer.name] = reply, grade(reply, source.gold, source.documents, setting.k)
    return results
