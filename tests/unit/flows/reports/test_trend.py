from datetime import date

import pytest

from flows.reports.figures import Figure
from flows.reports.publications import Definition
from flows.reports.trend import trend
from transforms.periods import add_months, month_end, month_label

DEFINITION = Definition("re_referrals", 1, "FD08", "Re-referrals", "", "", "percent", "low is good")


def figure(value, start, **parts):
    usual = {
        "period_type": "month",
        "period_start": start,
        "period_end": month_end(start),
        "definition_version": 1,
        "numerator": 20.0,
        "denominator": 100.0,
        "value": value,
        "value_presented": "z" if value is None else f"{value:.1f}",
        "decimal_places": 1,
        "unit": "percent",
        "is_provisional": False,
        "is_annualised": False,
        "population_vintage": "",
        "previous_period_start": None,
        "same_period_last_year_start": None,
    }
    return Figure(**usual | parts)


@pytest.fixture
def months(benchmarks):
    """Draw values as the months from April 2025, beside usual benchmarks but for what is named."""

    def drawn(*values, ranges=None, comparators=None, provisional=(), **parts):
        starts = [add_months(date(2025, 4, 1), place) for place, _ in enumerate(values)]
        periods = [
            (
                month_label(start),
                month_end(start),
                figure(value, start, is_provisional=start.month in provisional, **parts),
            )
            for start, value in zip(starts, values, strict=True)
        ]
        ranges = [benchmarks.normal_range()] if ranges is None else ranges
        return trend(DEFINITION, periods, benchmarks(*(comparators or ()), ranges=ranges))

    return drawn


def test_the_normal_range_is_said(months):
    """Limits, how many months they stand on, and how far authorities differ."""
    line = months(20.0, 21.0)
    assert (
        line.normal == "Normal range of this authority's own months: 18.0% to 26.0% (24 months, Oct 2023 to Sep 2025)."
    )
    assert line.others == "The middle half of all authorities, 2023-24: 17.7% to 23.6%."
    assert line.outside == "Every figure shown lies within it."


def test_months_outside_are_named_and_marked(months):
    """In the words, in the table and in the picture; no cause is given."""
    line = months(20.0, 26.1, 17.9)
    assert line.outside == "Outside it: May 2025 (26.1%, above), Jun 2025 (17.9%, below)."
    assert [row[-1] for row in line.table.rows] == ["", "Outside, above", "Outside, below"]
    assert line.drawing.count('class="outside"') == 2
    assert line.outside in line.drawing


def test_provisional_months_are_not_judged(months):
    """What is late with its recording is not unusual."""
    line = months(20.0, 21.0, 3.0, provisional={6})
    assert line.outside == "Every final figure shown lies within it."
    assert 'class="outside"' not in line.drawing


def test_without_enough_months_there_is_no_band(months):
    """Nothing is drawn or said of a range that nobody has worked out."""
    line = months(20.0, 60.0, ranges=[])
    assert (line.normal, line.outside, line.others) == ("", "", "")
    assert 'class="band"' not in line.drawing


def test_a_range_of_other_periods_is_not_drawn(months, benchmarks):
    """The ends of months have a range of their own."""
    assert months(20.0, 60.0, ranges=[benchmarks.normal_range(period_type="at_date")]).normal == ""


def test_england_is_a_dashed_line_through_percentages(months, benchmarks):
    """The newest year that England has, with its year."""
    published = [benchmarks.comparator(year=2023, england_value=22.0), benchmarks.comparator(year=2024)]
    line = months(20.0, 21.0, ranges=[], comparators=published)
    assert line.england == "England: 22.4% (2023-24)."
    assert line.drawing.count('class="dashed"') == 1


@pytest.mark.parametrize(
    ("parts", "is_drawn"),
    [
        ({"unit": "count", "denominator": None, "numerator": 20.0}, False),
        ({"unit": "children", "denominator": None, "numerator": 20.0}, False),
        ({"unit": "per 10,000", "is_annualised": True}, True),
        ({"unit": "per 10,000", "is_annualised": False}, False),
        ({"unit": "per 10,000", "period_type": "at_date"}, True),
        ({"unit": "per 10,000", "period_type": "rolling_12_months"}, True),
        ({"unit": "working days"}, False),
    ],
)
def test_england_is_drawn_where_months_compare_with_years(months, benchmarks, parts, is_drawn):
    """A month's count is no part of England's year; a rate scaled to a year is."""
    line = months(20.0, 20.0, ranges=[], comparators=[benchmarks.comparator(unit=parts["unit"])], **parts)
    assert ('class="dashed"' in line.drawing) is is_drawn
    assert bool(line.england) is is_drawn


def test_years_stand_beside_englands_own_years(benchmarks):
    """Each year of the line has England's figure of that year; a year that England has not is a gap."""
    years = [
        (
            str(year),
            date(year, 3, 31),
            figure(20.0, date(year, 3, 1), period_type="financial_year", period_end=date(year, 3, 31)),
        )
        for year in (2022, 2023, 2024)
    ]
    published = [benchmarks.comparator(year=2022, england_value=21.5), benchmarks.comparator(year=2023)]
    line = trend(DEFINITION, years, benchmarks(*published))
    assert line.england == "England: 21.5% (2021-22), 22.4% (2022-23)."
    assert line.drawing.count('class="dashed"') == 1
