"""The statistical neighbours workbook: its one layout, and what refuses it."""

import pytest
from openpyxl import Workbook

from flows.sources.published import read_folder

HEADER = ["LA num", "LA Name", "LA number", "GOInd", "GOReg", *[c for n in range(1, 11) for c in (f"SN{n}", "SNP")]]
SEASIDE = [901, "Seaside", 901, 7, "South East", *[c for n in range(1, 11) for c in (910 + n, "Very Close")]]


@pytest.fixture
def workbook(tmp_path):
    """Write the rows of a workbook under the two rows of letters and numbers; return what is read."""

    def read(*rows, name="sn_may_2025.xlsx"):
        book = Workbook()
        for row in (["A", "B"], [1, 2], *rows):
            book.active.append(row)
        book.save(tmp_path / name)
        return read_folder(tmp_path)

    return read


def test_ten_neighbours_in_their_places(workbook):
    """The nearest first; how close is said in one spelling; the model is the file's month."""
    neighbours = workbook(HEADER, SEASIDE, [None], [None, "Old SNs:"]).neighbours
    assert neighbours.iloc[0].tolist() == ["2025-05", "901", "911", 1, "Very close"]
    assert neighbours["place"].tolist() == list(range(1, 11))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([HEADER[:-2], SEASIDE[:-2]], "does not name ten neighbours"),
        ([HEADER[:5] + HEADER[7:9] + HEADER[5:7] + HEADER[9:], SEASIDE], "does not name ten neighbours"),
        ([HEADER, [*SEASIDE[:5], 901, *SEASIDE[6:]]], "row 4 does not hold ten different neighbours"),
        ([HEADER, [*SEASIDE[:6], "Cosy", *SEASIDE[7:]]], "row 4 does not hold ten different neighbours"),
        ([HEADER, SEASIDE, SEASIDE], "one of them twice"),
        ([["Authority", "Neighbour"]], "neither a workbook of statistical neighbours"),
    ],
)
def test_another_layout_refuses_the_workbook(workbook, rows, said):
    """Neighbours in the wrong place would compare an authority with strangers."""
    published = workbook(*rows)
    assert said in published.refused[0].cause
    assert published.neighbours.empty


def test_a_workbook_without_a_year_in_its_name_is_refused(workbook):
    """Versions of the model differ, and the workbook does not say which it is."""
    assert "gives no year" in workbook(HEADER, SEASIDE, name="neighbours.xlsx").refused[0].cause
