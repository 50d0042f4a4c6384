"""Lines drawn as SVG inside the page, each saying in words what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

WIDTH, HEIGHT = 240, 56
MARGIN = 6  # room for the dots at the edges
TRIANGLE = 4.5  # half the width of the mark of a value out of the band


@dataclass(frozen=True)
class Point:
    """A place on the line; without a value the line has a gap. `side` is above or below, if it is out of the band."""

    position: float
    value: float | None
    is_provisional: bool = False
    side: str = ""


def line(
    points: Sequence[Point],
    *,
    name: str,
    title: str,
    description: str,
    band: tuple[float, float] | None = None,
    dashed: Sequence[Point] = (),
) -> Markup:
    """
    Draw points as a line in the colour of the text around it, with a dot at the last one.

    `name` distinguishes the line from the others of the page. Provisional values are hollow dots, values out of the
    `band` are triangles that point away from it, a value without neighbours is a dot. `dashed` is a second line, of
    somebody else. The vertical scale runs from the lowest to the highest of what is drawn: what the highest and the
    lowest value are has to stand beside it.
    """
    scale = _Scale(points, dashed, band)
    places = [(point, scale.place(point)) for point in points]
    drawn = [(point, place) for point, place in places if place]
    parts = [_band(scale.up(band[1]), scale.up(band[0]))] if band else []
    parts += [_path(run, "dashed") for run in _runs([(point, scale.place(point)) for point in dashed])]
    parts += [_path(run) for run in _runs(places)]
    parts += [_dot(point, place, is_last=(point, place) == drawn[-1]) for point, place in drawn]
    return Markup(
        '<svg class="line" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-title {name}-description">'
        '<title id="{name}-title">{title}</title><desc id="{name}-description">{description}</desc>{parts}</svg>'
    ).format(width=WIDTH, height=HEIGHT, name=name, title=title, description=description, parts=Markup("").join(parts))


class _Scale:
    """Turns positions and values into places; everything that is drawn fits."""

    def __init__(self, points: Sequence[Point], dashed: Sequence[Point], band: tuple[float, float] | None):
        values = [point.value for point in (*points, *dashed) if point.value is not None] + list(band or ())
        self.lowest, self.highest = min(values, default=0), max(values, default=0)
        self.first = min((point.position for point in points), default=0)
        self.last = max((point.position for point in points), default=0)

    def place(self, point: Point) -> tuple[float, float] | None:
        """Return where a point lies; None where it has no value."""
        if point.value is None:
            return None
        across = _share(point.position, self.first, self.last)
        return round(MARGIN + across * (WIDTH - 2 * MARGIN), 1), self.up(point.value)

    def up(self, value: float) -> float:
        """Return how far from the top a value lies."""
        return round(HEIGHT - MARGIN - _share(value, self.lowest, self.highest) * (HEIGHT - 2 * MARGIN), 1)


def _share(value: float, lowest: float, highest: float) -> float:
    return 0.5 if highest == lowest else (value - lowest) / (highest - lowest)


def _runs(places: list[tuple[Point, tuple[float, float] | None]]) -> list[list[tuple[float, float]]]:
    """Return the stretches without a gap."""
    stretches = groupby((place for _, place in places), key=lambda place: place is not None)
    return [list(stretch) for has_values, stretch in stretches if has_values]


def _band(top: float, bottom: float) -> Markup:
    """Draw the band over the whole width, with lines along its edges: a fill alone may not be seen."""
    return Markup('<rect class="band" x="0" y="{y}" width="{width}" height="{height}"/>').format(
        y=top, width=WIDTH, height=max(round(bottom - top, 1), 1)
    ) + Markup('<path class="edge" d="M0 {top}H{width}M0 {bottom}H{width}"/>').format(
        top=top, bottom=bottom, width=WIDTH
    )


def _path(run: list[tuple[float, float]], kind: str = "") -> Markup:
    if len(run) < 2:
        return Markup("")
    named = Markup(' class="{}"').format(kind) if kind else ""
    return Markup('<path{} d="M{}"/>').format(named, " L".join(f"{x} {y}" for x, y in run))


def _dot(point: Point, place: tuple[float, float], *, is_last: bool) -> Markup:
    if point.side:
        return _triangle(place, upwards=point.side == "above")
    kind = "provisional" if point.is_provisional else "last" if is_last else "point"
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(kind, *place, 2 if kind == "point" else 4)


def _triangle(place: tuple[float, float], *, upwards: bool) -> Markup:
    x, y = place
    tip, foot = (-TRIANGLE, TRIANGLE) if upwards else (TRIANGLE, -TRIANGLE)
    corners = ((x, y + tip), (x + TRIANGLE, y + foot), (x - TRIANGLE, y + foot))
    return Markup('<path class="outside" d="M{}Z"/>').format(" L".join(f"{a:.1f} {b:.1f}" for a, b in corners))
