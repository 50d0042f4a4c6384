"""LAIT's long file, its dictionary, and the places and years that it writes in its own way."""

import pandas as pd
import pytest

from expectations.published.declaration import Polarity, Unit
from expectations.published.lait import DICTIONARY_COLUMNS, VALUE_COLUMNS, last_year
from flows.sources.published import read_folder

AREAS = pd.DataFrame({"area_code": ["E06000901", "E06000902"], "old_code": ["901", "902"]})


def entry(short: str, *, topic: str = "Child Protection", polarity: str = "Low", dps: str = "NA", axis: str = "%"):
    said = {
        "Measure_code": "1",
        "Topic": topic,
        "Measure": f"About {short}",
        "Measure_short": short,
        "Polarity": polarity,
        "y_axis_name": axis,
        "Last Update": "45809",
        "dps": dps,
    }
    return [said.get(column, "") for column in DICTIONARY_COLUMNS]


@pytest.fixture
def lait(tmp_path):
    """Write a dictionary and values (measure, period, LA number, value); return what is read."""

    def read(entries, values, *, areas=AREAS):
        pd.DataFrame(entries, columns=list(DICTIONARY_COLUMNS)).to_csv(tmp_path / "dictionary.csv", index=False)
        rows = [(short, None, years, "Somewhere", value, number, "") for short, years, number, value in values]
        pd.DataFrame(rows, columns=list(VALUE_COLUMNS)).astype({"LA Number": "float64"}).to_parquet(
            tmp_path / "values.parquet", index=False
        )
        return read_folder(tmp_path, areas=areas)

    return read


def test_float_noise_is_presented_with_the_decimal_places_of_the_dictionary(lait):
    """18.100000000000001 is 18.1; a measure without decimal places has one; halves go up."""
    published = lait(
        [entry("A"), entry("B", dps="2"), entry("C", dps="0")],
        [
            ("A", "2024", 901, "18.100000000000001"),
            ("B", "2024", 901, "7.0000000000000007E-2"),
            ("C", "2024", 901, "2.5"),
        ],
    )
    assert published.figures[["measure", "value", "shown"]].to_numpy().tolist() == [
        ["lait.A", 18.1, "18.1"],
        ["lait.B", 0.07, "0.07"],
        ["lait.C", 2.5, "3"],
    ]
    assert set(published.figures["release"]) == {"lait_2025"}


def test_a_dash_is_not_available(lait):
    """LAIT has one mark for every reason."""
    (figure,) = lait([entry("A")], [("A", "2024", 901, "-")]).figures.to_dict("records")
    assert (figure["symbol"], figure["shown"]) == ("x", "-")
    assert pd.isna(figure["value"])


def test_england_and_regions_have_numbers_of_their_own(lait):
    """970 is England, 989 the South East."""
    published = lait([entry("A")], [("A", "2024", 970, "1"), ("A", "2024", 989, "2"), ("A", "2024", 902, "3")])
    assert published.figures["area_code"].tolist() == ["E92000001", "E12000008", "E06000902"]


@pytest.mark.parametrize(
    ("period", "year"),
    [
        ("2024", 2024),
        ("2014-16", 2016),
        ("2015/16", 2016),
        ("2013/14-15/16", 2016),
        ("2024-25 (OT)", 2025),
        ("2018 (Rev)", 2018),
        ("0", None),
        ("", None),
    ],
)
def test_a_period_counts_for_the_year_in_which_it_ends(period, year):
    """Whatever words stand behind it."""
    assert last_year(period) == year


def test_the_words_of_a_period_are_kept(lait):
    """A year that stands for three is not taken for one."""
    published = lait([entry("A")], [("A", "2014-16", 901, "1"), ("A", "2017", 901, "1")])
    assert published.periods[["measure", "year", "period"]].to_numpy().tolist() == [["lait.A", 2016, "2014-16"]]


def test_what_is_not_loaded_is_counted_by_rule(lait):
    """Schools, unknown authorities, periods that are none, text, repetitions."""
    published = lait(
        [entry("A"), entry("S", topic="Key Stage 2")],
        [
            ("S", "2024", 901, "1"),
            ("A", "2024", 999, "1"),
            ("A", "0", 901, "1"),
            ("A", "2023", 901, "many"),
            ("A", "2024", 901, "1"),
            ("A", "2023-24", 901, "2"),
        ],
    )
    assert dict(zip(published.dropped["rule"], published.dropped["cells"], strict=True)) == {
        "other_topic": 1,
        "unknown_area": 1,
        "unknown_year": 1,
        "unreadable_cell": 1,
        "repeated_row": 1,
    }
    assert published.figures["value"].tolist() == [1]


def test_the_dictionary_gives_label_unit_polarity_and_decimal_places(lait):
    """They are nowhere else."""
    measures = lait([entry("A", axis="Rate per 10,000"), entry("B", polarity="NA")], []).measures
    assert (measures["lait.A"].label, measures["lait.A"].unit) == ("About A", Unit.RATE)
    assert measures["lait.A"].polarity is Polarity.LOW
    assert measures["lait.B"].polarity is None


def test_values_without_a_dictionary_are_refused(lait, tmp_path):
    """A number without a definition is no figure."""
    lait([entry("A")], [("A", "2024", 901, "1")])
    (tmp_path / "dictionary.csv").unlink()
    (refusal,) = read_folder(tmp_path, areas=AREAS).refused
    assert "dictionary" in refusal.cause


def test_values_without_any_known_authority_are_refused(lait):
    """LAIT knows numbers; the codes come from DfE's other files."""
    (refusal,) = lait([entry("A")], [("A", "2024", 901, "1")], areas=None).refused
    assert "authorities by numbers only" in refusal.cause


def test_other_columns_refuse_the_file(tmp_path):
    """Nothing is guessed."""
    pd.DataFrame({"Short Desc": ["A"], "Year": ["2024"]}).to_parquet(tmp_path / "values.parquet")
    (refusal,) = read_folder(tmp_path).refused
    assert "unknown columns 'Year'; missing columns 'Data item', 'Years'" in refusal.cause


def test_a_dictionary_with_other_columns_is_refused(tmp_path):
    """Its definitions would be read wrongly."""
    pd.DataFrame({"Measure_short": ["A"], "Direction": ["Low"]}).to_csv(tmp_path / "dictionary.csv", index=False)
    (refusal,) = read_folder(tmp_path).refused
    assert "looks like LAIT's dictionary" in refusal.cause
