from xml.etree import ElementTree

import pytest

from flows.reports.drawing import HEIGHT, MARGIN, WIDTH, Point, line


def drawn(*values, provisional=(), title="Contacts", description="From low to high."):
    points = [Point(place, value, place in provisional) for place, value in enumerate(values)]
    return ElementTree.fromstring(line(points, name="contacts", title=title, description=description))


def dots(svg, kind):
    return [(float(dot.get("cx")), float(dot.get("cy"))) for dot in svg.iter("circle") if dot.get("class") == kind]


def test_the_line_spans_its_box():
    """The lowest value lies at the bottom, the highest at the top, the last at the right."""
    svg = drawn(10, 30, 20)
    assert dots(svg, "point") == [(MARGIN, HEIGHT - MARGIN), (WIDTH / 2, MARGIN)]
    assert dots(svg, "last") == [(WIDTH - MARGIN, HEIGHT / 2)]


def test_a_missing_value_is_a_gap():
    """Two stretches are two paths: nothing is drawn over a month that is not known."""
    assert len(drawn(1, 2, None, 3, 4).findall("path")) == 2


def test_a_value_without_neighbours_is_a_dot():
    """A stretch of one has no line, but is not lost."""
    svg = drawn(1, None, 3)
    assert svg.findall("path") == []
    assert len(list(svg.iter("circle"))) == 2


def test_values_that_do_not_change_are_level():
    """The same value throughout is a line in the middle."""
    assert {y for _, y in dots(drawn(5, 5, 5), "point")} == {HEIGHT / 2}


def test_provisional_values_look_different():
    """A provisional value has a dot of its own."""
    assert len(dots(drawn(1, 2, 3, provisional={2}), "provisional")) == 1


def test_the_line_says_what_it_shows():
    """Title and description are tied to the picture."""
    svg = drawn(1, 2)
    assert svg.get("role") == "img"
    names = svg.get("aria-labelledby").split()
    assert [svg.find(tag).get("id") for tag in ("title", "desc")] == names


def test_words_are_escaped():
    """A label with markup in it stays a label."""
    assert drawn(1, 2, title="<b>5 & 6</b>").find("title").text == "<b>5 & 6</b>"


def with_band(*values, band=(10.0, 20.0), dashed=(), sides=None):
    points = [Point(place, value, side=(sides or {}).get(place, "")) for place, value in enumerate(values)]
    return ElementTree.fromstring(
        line(points, name="contacts", title="", description="", band=band, dashed=[Point(*each) for each in dashed])
    )


def test_the_band_has_a_scale_in_common_with_the_line():
    """Values beyond the band lie above and below it."""
    svg = with_band(0.0, 30.0)
    (band,) = svg.iter("rect")
    top = float(band.get("y"))
    bottom = top + float(band.get("height"))
    assert MARGIN < top < bottom < HEIGHT - MARGIN
    assert bottom - top == pytest.approx((HEIGHT - 2 * MARGIN) / 3, abs=0.1)


def test_the_band_is_in_the_picture_where_the_line_is_not():
    """A line far from its normal range does not push the band out of the picture."""
    (band,) = with_band(100.0, 101.0).iter("rect")
    assert float(band.get("y")) + float(band.get("height")) <= HEIGHT


def test_values_out_of_the_band_are_triangles():
    """Above it they point up, below it down: the shape says so without a colour."""
    svg = with_band(30.0, 15.0, 0.0, sides={0: "above", 2: "below"})
    shapes = [path.get("d")[1:-1].split(" L") for path in svg.iter("path") if path.get("class") == "outside"]
    heights = [[float(corner.split()[1]) for corner in shape] for shape in shapes]
    assert heights[0][0] < heights[0][1]
    assert heights[1][0] > heights[1][1]
    assert len(list(svg.iter("circle"))) == 1


def test_a_second_line_is_dashed_and_has_no_dots():
    """Somebody else's figures are told from ours by the stroke."""
    svg = with_band(1.0, 2.0, band=None, dashed=[(0, 5.0), (1, 5.0)])
    assert [path.get("class") for path in svg.iter("path")] == ["dashed", None]
    assert len(list(svg.iter("circle"))) == 2
