from xml.etree import ElementTree

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
