from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reports.strip import WIDTH, Mark, Spread, labelled, strip

SPREAD = Spread(7.4, 17.7, 20.6, 23.6, 45.4, "7.4%", "45.4%")
KINDS = {"own": "This authority", "england": "England", "region": "Region", "neighbours": "Neighbours"}


def marks(**values):
    return [Mark(kind, f"{KINDS[kind]} {value}%", value) for kind, value in values.items()]


def drawn(*, spread=SPREAD, title="Re-referrals", **values):
    return ElementTree.fromstring(
        strip(spread, marks(**values), name="strip", title=title, description="From low to high.")
    )


def texts(svg):
    return [text.text for text in svg.iter("text")]


def test_no_figure_is_lost():
    """Every mark has its label, and so have both ends of the line."""
    svg = drawn(own=24.8, england=22.4, region=21.9, neighbours=22.3)
    assert sorted(texts(svg)) == sorted(
        ["7.4%", "45.4%", "This authority 24.8%", "England 22.4%", "Region 21.9%", "Neighbours 22.3%"]
    )


def test_marks_differ_by_shape():
    """No mark is told from another by its colour: each has an outline of its own."""
    svg = drawn(own=24.8, england=22.4, region=21.9, neighbours=22.3)
    shapes = [path.get("d") for path in svg.iter("path") if path.get("class") == "shape"]
    assert sorted(sum(letter in "MLHVZ" for letter in shape) for shape in shapes) == [4, 5, 5]
    assert len({"".join(letter for letter in shape if letter.isalpha()) for shape in shapes}) == 3
    assert len(list(svg.iter("circle"))) == 1


def test_marks_lie_in_the_order_of_their_values():
    """A higher figure lies further to the right, all between the ends of the line where they are within it."""
    svg = drawn(england=22.4, region=10.0, neighbours=40.0)
    at = sorted(float(path.get("d")[1:].split()[0]) for path in svg.iter("path") if path.get("class") == "tick")
    line = next(path.get("d") for path in svg.iter("path") if path.get("class") == "range")
    left, right = float(line[1:].split()[0]), float(line.split("H")[1])
    assert left < at[0] < at[1] < at[2] < right


def test_a_figure_beyond_all_authorities_is_drawn():
    """Our figure can lie outside what was published: the scale takes it in, the line stays as long as it was."""
    svg = drawn(own=60.0)
    line = next(path.get("d") for path in svg.iter("path") if path.get("class") == "range")
    assert float(next(svg.iter("circle")).get("cx")) > float(line.split("H")[1])


def test_authorities_that_are_all_alike_can_be_drawn():
    """Without any spread everything lies in the middle."""
    alike = Spread(100.0, 100.0, 100.0, 100.0, 100.0, "100.0%", "100.0%")
    svg = drawn(spread=alike, own=100.0, england=100.0)
    assert 0 < float(next(svg.iter("circle")).get("cx")) < WIDTH


VALUES = st.floats(7.4, 45.4).map(lambda value: round(value, 1))


@given(st.fixed_dictionaries({"england": VALUES, "region": VALUES, "neighbours": VALUES}))
def test_labels_never_lie_upon_each_other(values):
    """Wherever the marks lie, no label hides another or the line that leads to it, and none leaves the picture."""
    labels = labelled(marks(**values), lambda value: 50 + (value - 7.4) / 38 * 210)
    assert len(labels) == 3
    assert not any(one.hides(other) for one, other in combinations(labels, 2))
    assert all(label.start >= 0 and label.end <= WIDTH for label in labels)


@pytest.mark.parametrize("value", [7.4, 26.4, 45.4])
def test_marks_on_one_spot_keep_their_labels_apart(value):
    """England, region and neighbours can have the same figure."""
    labels = labelled(marks(england=value, region=value, neighbours=value), lambda _: 50 + (value - 7.4) / 38 * 210)
    assert not any(one.hides(other) for one, other in combinations(labels, 2))


def test_a_label_without_room_beside_its_line_stays_in_the_picture():
    """It is moved until it fits, and its line ends above it."""
    (label,) = labelled([Mark("region", "Region 123,456.7 per 10,000", 1.0)], lambda _: WIDTH / 2)
    assert label.start >= 0 and label.end <= WIDTH
    assert label.start < label.across < label.end


def test_the_strip_says_what_it_shows():
    """Title and description are tied to the picture, and stay words."""
    svg = drawn(own=24.8, title="<b>5 & 6</b>")
    assert svg.get("role") == "img"
    names = svg.get("aria-labelledby").split()
    assert [svg.find(tag).get("id") for tag in ("title", "desc")] == names
    assert svg.find("title").text == "<b>5 & 6</b>"
