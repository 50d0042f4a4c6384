"""Children, in versions."""

import pandas as pd
import pytest

from expectations.datasets import children as declared
from transforms.dimensions.dim_child import dim_child

DATES = ["birth_date", "expected_birth_date", "death_date"]
NAMES = [*declared.Children.columns, "as_at", "section"]


def statements(*said: dict) -> pd.DataFrame:
    """Return statements about Asha unless another child is named, at the end of March 2024 unless said."""
    rows = [{"child_id": "Asha", "as_at": "2024-03-31", "section": "cin_census.children", **one} for one in said]
    frame = pd.DataFrame(rows, columns=NAMES).astype("str")
    return frame.astype(dict.fromkeys([*DATES, "as_at"], "datetime64[s]"))


def only(*said: dict) -> dict:
    """Return the one version that the statements make."""
    (version,) = dim_child(statements(*said)).to_dict("records")
    return version


def test_labels_of_a_child_described_in_full():
    """Sex and disability are in words; ethnicity is the code beside DfE's group."""
    version = only({"sex": "F", "ethnicity": "AIND", "disability": "N", "birth_date": "2015-05-05"})
    assert {name: version[name] for name in ("sex", "ethnicity", "ethnic_group", "disability")} == {
        "sex": "Female",
        "ethnicity": "AIND",
        "ethnic_group": "Asian or Asian British",
        "disability": "No",
    }
    assert version["birth_date"] == pd.Timestamp(2015, 5, 5)
    assert pd.isna(version["death_date"])


def test_a_child_of_whom_nothing_is_said_is_unknown():
    """Every description is Unknown where no extract gave it, or gave a code that no list holds."""
    version = only({"sex": "?"})
    assert [version[name] for name in ("sex", "ethnicity", "ethnic_group", "disability")] == ["Unknown"] * 4


def test_what_was_not_stated_says_so():
    """Codes for `not stated` are kept apart from silence."""
    version = only({"sex": "U", "ethnicity": "NOBT", "disability": "U"})
    assert [version[name] for name in ("sex", "ethnicity", "ethnic_group", "disability")] == [
        "Not stated or unborn",
        "NOBT",
        "Not stated",
        "Unknown",
    ]


@pytest.mark.parametrize(
    ("column", "not_stated", "known", "shown"),
    [("sex", "U", "M", "Male"), ("ethnicity", "NOBT", "WBRI", "WBRI"), ("disability", "U", "Y", "Yes")],
)
@pytest.mark.parametrize("first", [0, 1])
def test_a_known_value_stands_whenever_it_is_stated(column, not_stated, known, shown, first):
    """`Not stated` before or after a known value makes no second version."""
    said = [not_stated, known] if first == 0 else [known, not_stated]
    days = ["2023-03-31", "2024-03-31"]
    assert only(*({column: code, "as_at": day} for code, day in zip(said, days, strict=True)))[column] == shown


def test_a_changed_ethnicity_starts_a_version():
    """Both codes were known, so each keeps its time."""
    made = dim_child(statements({"ethnicity": "WBRI", "as_at": "2023-03-31"}, {"ethnicity": "MWAS"}))
    assert made["ethnicity"].tolist() == ["WBRI", "MWAS"]
    assert made["ethnic_group"].tolist() == ["White", "Mixed"]
    assert made["valid_from"].dt.strftime("%Y-%m-%d").tolist() == ["1900-01-01", "2024-03-31"]


@pytest.mark.parametrize("codes", [("WBRI", "WHITE"), ("WHITE", "WBRI")])
def test_a_group_does_not_contradict_its_detail(codes):
    """Annex A may name only the group of the code that the census gives."""
    earlier, later = codes
    assert only({"ethnicity": earlier, "as_at": "2023-03-31"}, {"ethnicity": later})["ethnicity"] == "WBRI"


def test_another_group_is_a_change():
    """A newer statement of another group is believed, though it gives no detail."""
    made = dim_child(statements({"ethnicity": "WBRI", "as_at": "2023-03-31"}, {"ethnicity": "ASIAN"}))
    assert made["ethnicity"].tolist() == ["WBRI", "ASIAN"]
    assert made["ethnic_group"].tolist() == ["White", "Asian or Asian British"]


def test_a_corrected_birth_date_holds_in_every_version():
    """Dates have no history: the newest statement that gives one is believed throughout."""
    made = dim_child(
        statements(
            {"sex": "M", "birth_date": "2015-05-05", "as_at": "2022-03-31"},
            {"sex": "F", "birth_date": "2015-05-06", "as_at": "2023-03-31"},
            {"sex": "F"},
        )
    )
    assert made["birth_date"].tolist() == [pd.Timestamp(2015, 5, 6)] * 2


def test_of_one_day_the_census_is_believed():
    """Where the census and Annex A of one day differ, the census stands, in whatever order they come."""
    annex_a = {"sex": "M", "section": "annex_a.list_1.children"}
    census = {"sex": "F"}
    assert only(annex_a, census)["sex"] == only(census, annex_a)["sex"] == "Female"


def test_no_statements_make_no_children():
    """An authority without extracts has an empty dimension with all its columns."""
    made = dim_child(statements())
    assert made.empty
    assert {*DATES, "sex", "ethnicity", "ethnic_group", "disability", "is_current"} < set(made)
