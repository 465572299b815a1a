"""A number and the format of its cell → what a person sees: shares of a hundred, sums of money.

Knows of Excel's formats only what changes what a number says; digits are otherwise left as they
are, as a format may hide some.
"""

from __future__ import annotations

import re

_MONEY = re.compile(r"\[\$([^\]\-]{1,8})(?:-[^\]]*)?\]|\"([$€£¥])\"|\\?([$€£¥])")
_QUOTED = re.compile(r"\"[^\"]*\"|\\.|\[[^\]]*\]|_.|\*.")
_DECIMALS = re.compile(r"[0#]\.([0#?]+)")
_DIGIT = re.compile(r"[0#?]")
_LARGEST = 1e15  # Excel keeps fifteen digits


def as_seen(value: float, number_format: str) -> str:
    """The number as a person sees it; by its format where that makes it money or a percentage."""
    formats = number_format.split(";")
    chosen = formats[1] if value < 0 and len(formats) > 1 else formats[0]
    unquoted = _QUOTED.sub("", chosen)
    if "%" in unquoted:
        return f"{plain(value * 100)}%"
    money = _MONEY.search(chosen)
    digit = _DIGIT.search(chosen)
    if money is None or digit is None:
        return plain(value)
    decimals = _DECIMALS.search(unquoted)
    places = min(len(decimals[1]), 9) if decimals else 0
    amount = f"{abs(value):,.{places}f}" if places else plain(abs(value))
    symbol = next(filter(None, money.groups())).strip()
    behind = money.start() > digit.start() or len(symbol) > 1
    sign = "-" if value < 0 else ""
    return f"{sign}{amount} {symbol}" if behind else f"{sign}{symbol}{amount}"


def plain(value: float) -> str:
    """The number alone: whole ones without a point, others to twelve digits."""
    if abs(value) < _LARGEST and float(value).is_integer():
        return str(int(value))
    return f"{value:.12g}"
