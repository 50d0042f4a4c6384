"""
A figure among those of all authorities, drawn as a strip: how far authorities spread, and where each mark lies.

Marks differ by shape and by label, so that the strip can be read in grey, and labels never lie upon each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Literal

from markupsafe import Markup

WIDTH = 320
FONT = 14  # on a screen of 320 pixels the strip is some 290 wide, and the text still 12.7 pixels high
LETTER = 0.62 * FONT  # the widest fonts that a reader's system may choose
ROW = 19
STRIP = 40  # how far down the strip lies; the label of the authority's own figure stands above it
BAND = 7  # half the height of the band
SHAPE = 5  # half the width of a shape
GAP = 4  # between a shape and its label, and between an end of the scale and its label

SHAPES = {
    "england": "M{left} {top}H{right}V{bottom}H{left}Z",
    "region": "M{x} {top}L{right} {bottom}H{left}Z",
    "neighbours": "M{x} {top}L{right} {y}L{x} {bottom}L{left} {y}Z",
}
Place = Literal["right", "left"]
PLACES: tuple[Place, ...] = ("right", "left")


@dataclass(frozen=True)
class Spread:
    """Published figures of all authorities: the lowest, the quartiles, the highest; the ends also as text."""

    lowest: float
    lower_quartile: float
    median: float
    upper_quartile: float
    highest: float
    lowest_shown: str
    highest_shown: str


@dataclass(frozen=True)
class Mark:
    """A value to be marked, and what it is called; `kind` decides the shape."""

    kind: Literal["own", "england", "region", "neighbours"]
    label: str
    value: float


@dataclass(frozen=True)
class Label:
    """Where the label of a mark goes: its row, and the stretch that it takes."""

    mark: Mark
    across: float
    row: int
    place: Place
    start: float
    end: float

    def hides(self, other: "Label") -> bool:
        """Whether it takes the place of another label, or of the line that leads to it."""
        if self.row == other.row:
            return self.start < other.end + GAP and other.start < self.end + GAP
        above, below = sorted((self, other), key=lambda label: label.row)
        return above.start + 1 < below.across < above.end - 1


def strip(spread: Spread, marks: Sequence[Mark], *, name: str, title: str, description: str) -> Markup:
    """
    Draw where marks lie among all authorities.

    A thin line runs from the lowest authority to the highest, a band holds the middle half of them, a notch in it is
    the median. `name` distinguishes the strip from the others of the page.
    """
    scale = _Scale(spread, marks)
    labels = labelled([mark for mark in marks if mark.kind != "own"], scale)
    rows = 1 + max((label.row for label in labels), default=-1)
    height = STRIP + BAND + 6 + rows * ROW
    parts = [
        *_spread(spread, scale),
        *(part for label in sorted(labels, key=lambda label: -label.row) for part in _marked(label)),
        *(part for mark in marks if mark.kind == "own" for part in _own(mark, scale)),
    ]
    return Markup(
        '<svg class="strip" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-title '
        '{name}-description"><title id="{name}-title">{title}</title><desc id="{name}-description">{description}</desc>'
        "{parts}</svg>"
    ).format(width=WIDTH, height=height, name=name, title=title, description=description, parts=Markup("").join(parts))


class _Scale:
    """Turns a value into a place across the strip; the ends leave room for the lowest and the highest in words."""

    def __init__(self, spread: Spread, marks: Sequence[Mark]):
        values = [spread.lowest, spread.highest, *(mark.value for mark in marks)]
        self.lowest, self.highest = min(values), max(values)
        self.left = width(spread.lowest_shown) + GAP + SHAPE
        self.right = WIDTH - width(spread.highest_shown) - GAP - SHAPE

    def __call__(self, value: float) -> float:
        if self.highest == self.lowest:
            return round((self.left + self.right) / 2, 1)
        share = (value - self.lowest) / (self.highest - self.lowest)
        return round(self.left + share * (self.right - self.left), 1)


def width(text: str) -> float:
    """Return how much room a text needs at most."""
    return len(text) * LETTER


def labelled(marks: Sequence[Mark], scale) -> list[Label]:
    """
    Give every mark a place for its label below the strip, so that none hides another or the line that leads to it.

    A label stands right or left of the line that leads to it, which ends at the edge of its shape: so there is a way
    even where marks lie on one spot. Where there is no room it is moved into the picture, and its line ends above it.
    Few rows come first. Should no choice be free of crossings, the one with the fewest is taken.
    """
    best: list[Label] = []
    fewest = None
    for rows, places in _choices(len(marks)):
        chosen = [_label(mark, scale(mark.value), *where) for mark, *where in zip(marks, rows, places, strict=True)]
        pairs = [(one, other) for position, one in enumerate(chosen) for other in chosen[position + 1 :]]
        hidden = sum((1 if one.row != other.row else len(marks) ** 2) for one, other in pairs if one.hides(other))
        if fewest is None or hidden < fewest:
            best, fewest = chosen, hidden
        if not hidden:
            break
    return best


@cache
def _choices(count: int) -> list[tuple[tuple[int, ...], tuple[Place, ...]]]:
    every = product(product(range(count), repeat=count), product(PLACES, repeat=count))
    return sorted(every, key=lambda choice: (max(choice[0], default=0), sum(choice[0])))


def _label(mark: Mark, across: float, row: int, place: Place) -> Label:
    room = 2 * SHAPE + GAP + width(mark.label)
    start = min(across, WIDTH - room) if place == "right" else max(across - room, 0)
    return Label(mark, across, row, place, start, start + room)


def _spread(spread: Spread, scale: _Scale) -> list[Markup]:
    lowest, lower, median, upper, highest = map(
        scale, (spread.lowest, spread.lower_quartile, spread.median, spread.upper_quartile, spread.highest)
    )
    end = Markup('<text class="end" x="{}" y="{}" text-anchor="{}">{}</text>').format
    return [
        Markup('<path class="range" d="M{} {}H{}"/>').format(lowest, STRIP, highest),
        Markup('<rect class="middle" x="{}" y="{}" width="{}" height="{}"/>').format(
            lower, STRIP - BAND, max(round(upper - lower, 1), 1), 2 * BAND
        ),
        Markup('<path class="median" d="M{} {}V{}"/>').format(median, STRIP - BAND, STRIP + BAND),
        end(0, STRIP + FONT * 0.35, "start", spread.lowest_shown),
        end(WIDTH, STRIP + FONT * 0.35, "end", spread.highest_shown),
    ]


def _marked(label: Label) -> list[Markup]:
    """Draw a tick on the strip, the line that leads down from it, and shape and label at its end."""
    middle = STRIP + BAND + 8 + label.row * ROW + ROW / 2 - 3
    centre = label.end - SHAPE if label.place == "left" else label.start + SHAPE
    anchor, at = ("end", centre - SHAPE - GAP) if label.place == "left" else ("start", centre + SHAPE + GAP)
    foot = middle if abs(label.across - centre) <= SHAPE else middle - FONT / 2
    shape = SHAPES[label.mark.kind].format(
        x=round(centre, 1),
        y=middle,
        left=round(centre - SHAPE, 1),
        right=round(centre + SHAPE, 1),
        top=middle - SHAPE,
        bottom=middle + SHAPE,
    )
    return [
        Markup('<path class="tick" d="M{} {}V{}"/>').format(label.across, STRIP - BAND, foot),
        Markup('<path class="shape" d="{}"/>').format(shape),
        Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(
            round(at, 1), middle + FONT * 0.35, anchor, label.mark.label
        ),
    ]


def _own(mark: Mark, scale: _Scale) -> list[Markup]:
    """Draw the authority's own figure on the strip, its label above."""
    across = scale(mark.value)
    half = width(mark.label) / 2
    at = min(max(across, half), WIDTH - half)
    return [
        Markup('<path class="tick" d="M{} {}V{}"/>').format(across, FONT + 4, STRIP),
        Markup('<circle class="own" cx="{}" cy="{}" r="{}"/>').format(across, STRIP, SHAPE + 1),
        Markup('<text class="own" x="{}" y="{}" text-anchor="middle">{}</text>').format(round(at, 1), FONT, mark.label),
    ]
