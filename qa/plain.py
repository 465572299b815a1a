"""Plain data → frozen dataclasses, by their own annotations, with every type checked.

The inverse of `dataclasses.asdict` after a trip through JSON. Understands what the nouns are made
of: text, numbers, None, literals, tuples and other dataclasses. Knows no noun. Standard library
only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints


def restored(kind: Any, data: Any, extras: Mapping[type, Mapping[str, Any]]) -> Any:
    """The value of type `kind` that `data` describes.

    `extras` are further arguments for the constructor of a dataclass. A field with a default may be
    missing, as in what an older version wrote. Raises KeyError for any other, TypeError or
    ValueError for a value of another type.
    """
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        names = [f.name for f in fields(kind) if f.default is MISSING or f.name in data]
        values = {name: restored(hints[name], data[name], extras) for name in names}
        return kind(**values, **extras.get(kind, {}))
    shape, parts = get_origin(kind), get_args(kind)
    if shape is Literal:
        return _one_of(data, parts)
    if shape is tuple:
        return _tuple(parts, data, extras)
    if shape in (Union, UnionType):
        (inner,) = (part for part in parts if part is not type(None))
        return None if data is None else restored(inner, data, extras)
    if kind is float and type(data) is int:
        return float(data)
    if type(data) is not kind:
        raise TypeError(f"expected {kind.__name__}, found {data!r:.40}")
    return data


def _one_of(data: Any, choices: tuple[Any, ...]) -> Any:
    if data not in choices:
        raise ValueError(f"expected one of {', '.join(choices)}, found {data!r:.40}")
    return data


def _tuple(parts: tuple[Any, ...], data: Any, extras: Mapping[type, Mapping[str, Any]]) -> Any:
    if not isinstance(data, list):
        raise TypeError(f"expected a list, found {data!r:.40}")
    if parts[-1] is Ellipsis:
        return tuple(restored(parts[0], each, extras) for each in data)
    if len(data) != len(parts):
        raise ValueError(f"expected {len(parts)} values, found {data!r:.40}")
    return tuple(restored(part, each, extras) for part, each in zip(parts, data, strict=True))
