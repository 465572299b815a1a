"""The options that several commands share, and what their values are made into.

Knows the names and their help; what a command does with them is its own.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qa.errors import SettingsError

if TYPE_CHECKING:
    from qa.settings import Settings

index_option = click.option(
    "--index",
    "index_folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The index folder. [default: .footnote in the folder of documents]",
)
embedder_option = click.option(
    "--embedder",
    metavar="NAME",
    help="A sentence-transformers model, by name or folder. [default: all-MiniLM-L6-v2]",
)
model_option = click.option(
    "--model",
    metavar="PROVIDER:NAME",
    help="A chat model that writes the answers; without one they are extracted.",
)
set_option = click.option(
    "--set", "changes", multiple=True, metavar="NAME=VALUE", help="Changes a setting."
)
corpus_option = click.option(
    "--corpus",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("corpus"),
    metavar="FOLDER",
    show_default=True,
    help="The folder of documents.",
)
_WHERE_OPTIONS = (
    click.option("--title", metavar="WORDS", help="Only documents with this in title or name."),
    click.option("--in", "folder_within", metavar="FOLDER", help="Only those below this folder."),
    click.option("--suffix", metavar=".SUFFIX", help="Only those with this suffix."),
    click.option("--after", metavar="YYYY-MM-DD", help="Only those of this day or later."),
    click.option("--before", metavar="YYYY-MM-DD", help="Only those of an earlier day."),
)


def where_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that limit a question to some documents."""
    for option in reversed(_WHERE_OPTIONS):
        command = option(command)
    return command


def settings(changes: tuple[str, ...]) -> Settings:
    """The settings with the changes of `--set`. Raises SettingsError."""
    from qa.settings import Settings

    values: dict[str, str] = {}
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals:
            raise SettingsError(f"'{change}' changes no setting; expected NAME=VALUE")
        values[name] = value
    return Settings().changed(**values)
