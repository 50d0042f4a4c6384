"""Lines drawn as SVG inside the page, each saying in words what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

WIDTH, HEIGHT = 240, 56
MARGIN = 6  # room for the dots at the edges


@dataclass(frozen=True)
class Point:
    """A place on the line; without a value the line has a gap."""

    position: float
    value: float | None
    is_provisional: bool = False


def line(points: Sequence[Point], *, name: str, title: str, description: str) -> Markup:
    """
    Draw points as a line in the colour of the text around it, with a dot at the last one.

    `name` distinguishes the line from the others of the page. Provisional values are hollow dots, a value
    without neighbours is a dot, and the vertical scale runs from the lowest value to the highest: what the
    highest and the lowest are has to stand beside it.
    """
    places = [(point, _place(point, points)) for point in points]
    drawn = [(point, place) for point, place in places if place]
    parts = [_path(run) for run in _runs(places)]
    parts += [_dot(point, place, is_last=(point, place) == drawn[-1]) for point, place in drawn]
    return Markup(
        '<svg class="line" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-title {name}-description">'
        '<title id="{name}-title">{title}</title><desc id="{name}-description">{description}</desc>{parts}</svg>'
    ).format(width=WIDTH, height=HEIGHT, name=name, title=title, description=description, parts=Markup("").join(parts))


def _place(point: Point, points: Sequence[Point]) -> tuple[float, float] | None:
    if point.value is None:
        return None
    positions = [other.position for other in points]
    values = [other.value for other in points if other.value is not None]
    across = _share(point.position, min(positions), max(positions))
    up = _share(point.value, min(values), max(values))
    return (
        round(MARGIN + across * (WIDTH - 2 * MARGIN), 1),
        round(HEIGHT - MARGIN - up * (HEIGHT - 2 * MARGIN), 1),
    )


def _share(value: float, lowest: float, highest: float) -> float:
    return 0.5 if highest == lowest else (value - lowest) / (highest - lowest)


def _runs(places: list[tuple[Point, tuple[float, float] | None]]) -> list[list[tuple[float, float]]]:
    """Return the stretches without a gap."""
    stretches = groupby((place for _, place in places), key=lambda place: place is not None)
    return [list(stretch) for has_values, stretch in stretches if has_values]


def _path(run: list[tuple[float, float]]) -> Markup:
    if len(run) < 2:
        return Markup("")
    return Markup('<path d="M{}"/>').format(" L".join(f"{x} {y}" for x, y in run))


def _dot(point: Point, place: tuple[float, float], *, is_last: bool) -> Markup:
    kind = "provisional" if point.is_provisional else "last" if is_last else "point"
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(kind, *place, 2 if kind == "point" else 4)
