"""Plots as inline SVG: lines and bars, drawn with nothing but text.

Colours are those of Okabe & Ito (2008), which people with colour blindness can tell apart; line
styles differ too. All words pass through escaping.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor, log10

from markupsafe import Markup

Point = tuple[float, float]

WIDTH, HEIGHT = 460, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 12, 12, 44
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_DASHES = ("none", "6 3", "2 3", "8 3 2 3", "12 4", "4 2")
_TICKS = 5


def lines(
    series: Mapping[str, Sequence[Point]], x_label: str, y_label: str,
    x_end: float, y_end: float = 1.0, x_digits: int = 1,
) -> Markup:  # fmt: skip
    """A line per series over x in [0, x_end] and y in [0, y_end], with a legend."""
    parts = [_axes(x_label, y_label, x_end, y_end, x_digits)]
    for at, points in enumerate(series.values()):
        placed = " ".join(f"{_x(x, x_end):.1f},{_y(y, y_end):.1f}" for x, y in points)
        parts.append(
            Markup(
                '<polyline points="{}" fill="none" stroke="{}" stroke-width="2" '
                'stroke-dasharray="{}"/>'
            ).format(placed, _COLOURS[at % len(_COLOURS)], _DASHES[at % len(_DASHES)])
        )
    return _figure(f"{y_label} by {x_label}", parts, HEIGHT, tuple(series), dashed=True)


def bars(groups: Sequence[tuple[str, Mapping[str, float | None]]], label: str) -> Markup:
    """Horizontal bars from 0 to 1: one row per group, one bar per series; None takes no room."""
    series = tuple(dict.fromkeys(name for _, values in groups for name in values))
    left, bar, gap = 120, 12, 8
    span = WIDTH - left - 44
    parts: list[Markup] = []
    top = _TOP
    for name, values in groups:
        known = [(at, value) for at, each in enumerate(series)
                 if (value := values.get(each)) is not None]  # fmt: skip
        height = bar * max(1, len(known))
        parts.append(_text(left - 6, top + height / 2 + 3, name, "end"))
        for place, (at, value) in enumerate(known):
            y, width = top + bar * place, span * max(0.0, value)
            parts.append(
                Markup('<rect x="{}" y="{}" width="{:.1f}" height="{}" fill="{}"/>').format(
                    left, y, max(1.0, width), bar - 2, _COLOURS[at % len(_COLOURS)]
                )
            )
            parts.append(_text(left + width + 4, y + bar - 3, f"{value:.2f}", "start"))
        top += height + gap
    return _figure(label, parts, top + 4, series)


def round_end(value: float) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten, where an axis can end."""
    if value <= 0:
        return 1.0
    power = 10.0 ** floor(log10(value))
    return next(step * power for step in (1.0, 2.0, 2.5, 5.0, 10.0) if step * power >= value)


def _figure(
    title: str, parts: Sequence[Markup], height: int, names: Sequence[str], dashed: bool = False
) -> Markup:
    legend = [
        Markup(
            '<line x1="{0}" y1="{1}" x2="{2}" y2="{1}" stroke="{3}" stroke-width="3" '
            'stroke-dasharray="{4}"/>{5}'
        ).format(
            12, height + 12 + 16 * at, 36, _COLOURS[at % len(_COLOURS)],
            _DASHES[at % len(_DASHES)] if dashed else "none",
            _text(42, height + 16 + 16 * at, name, "start"),
        )
        for at, name in enumerate(names)
    ]  # fmt: skip
    return Markup(
        '<svg role="img" aria-label="{0}" viewBox="0 0 {1} {2}" width="{1}" height="{2}">'
        "<title>{0}</title>{3}</svg>"
    ).format(title, WIDTH, height + 16 * len(names) + 8, Markup("").join([*parts, *legend]))


def _axes(x_label: str, y_label: str, x_end: float, y_end: float, x_digits: int) -> Markup:
    parts: list[Markup] = []
    for tick in range(_TICKS + 1):
        x, y = x_end * tick / _TICKS, y_end * tick / _TICKS
        parts.append(
            Markup('<line class="grid" x1="{0}" y1="{2:.1f}" x2="{1}" y2="{2:.1f}"/>').format(
                _LEFT, WIDTH - _RIGHT, _y(y, y_end)
            )
        )
        parts.append(_text(_LEFT - 6, _y(y, y_end) + 4, f"{y:.2g}", "end"))
        place = _x(x, x_end)
        anchor = "middle" if tick < _TICKS else "end"  # the last would leave the picture
        parts.append(_text(place, HEIGHT - _BOTTOM + 16, f"{x:.{x_digits}f}", anchor))
    parts.append(_text((_LEFT + WIDTH) / 2, HEIGHT - 8, x_label, "middle"))
    turn = Markup(
        '<text transform="translate(12 {:.0f}) rotate(-90)" text-anchor="middle">{}</text>'
    )
    parts.append(turn.format((HEIGHT - _BOTTOM + _TOP) / 2, y_label))
    return Markup("").join(parts)


def _text(x: float, y: float, words: str, anchor: str) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
        x, y, anchor, words
    )


def _x(value: float, end: float) -> float:
    return _LEFT + (WIDTH - _LEFT - _RIGHT) * (value / end if end else 0.0)


def _y(value: float, end: float) -> float:
    return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * (value / end if end else 0.0)
