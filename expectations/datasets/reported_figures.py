"""Figures that somebody else has added up, kept beside our own."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from expectations.codes import ReportedPeriod, ReportedUnit
from expectations.contract import Dataset, Register, Severity, column, rule

TIMES = {"percent": (100,), "per_10000": (10_000,), "per_1000": (1_000,), "number": (1,), "days": (1,)}
ANY_UNIT = (1, 100, 1_000, 10_000)  # what a quotient may be multiplied by where no unit is stated


class ReportedFigures(Dataset):
    """
    Figures of a monthly scorecard that was added up by somebody else.

    They are compared with our own and never mixed with them.
    """

    grain = ("measure_key", "area", "period_type", "period_start")
    defining_date = "period_end"
    register = Register.REPORT
    known_as = "scorecard"

    measure: str = column(
        length=200,
        headings=("Indicator", "KPI", "Metric", "Performance indicator", "Measure name", "Indicator name"),
        description="The measure, as the scorecard calls it.",
    )
    measure_key: str = column(derived=True, length=200, description="Its words, however they are typed.")
    area: str = column(
        derived=True,
        length=60,
        headings=("Authority", "Local authority", "LA", "Area", "Authority code"),
        description="Whose figure it is: own, where the scorecard does not say.",
    )
    period: str = column(
        headings=("Month", "Reporting period", "Month ending", "Period ending", "Quarter", "Reporting month"),
        description="The period, as the scorecard writes it.",
    )
    period_type: ReportedPeriod = column(derived=True, description="Kind of period.", unknown=Severity.ERROR)
    period_start: date = column(derived=True, description="First day of the period.")
    period_end: date = column(derived=True, description="Last day of the period.")
    value: Decimal = column(
        headings=("Result", "Actual", "Performance", "Outturn", "Figure"), description="The figure that is reported."
    )
    decimal_places: int | None = column(
        derived=True, minimum=0, maximum=6, description="Decimal places with which it is stated."
    )
    unit: ReportedUnit | None = column(
        headings=("Units", "Unit of measure", "Measure type"), description="What it counts."
    )
    numerator: Decimal | None = column(headings=("Num",), description="Count above the line.")
    denominator: Decimal | None = column(headings=("Denom", "Den"), description="Count below the line.")
    target: Decimal | None = column(headings=("Target value",), description="What was aimed at.")

    @rule("reported_twice", Severity.ERROR, fields=("measure_key", "area", "period_type", "period_start"))
    def reported_twice(figures: pd.DataFrame) -> pd.Series:
        """The same measure and period are reported twice, and differently: which is right, nobody can tell."""
        said = figures.groupby(list(ReportedFigures.grain), dropna=False)[["value", "numerator", "denominator"]]
        return said.transform("nunique", dropna=False).gt(1).any(axis="columns")

    @rule("percentage_outside_range", Severity.ERROR, fields=("value",))
    def percentage_outside_range(figures: pd.DataFrame) -> pd.Series:
        """The percentage is below 0 or above 100."""
        return (figures["unit"] == "percent") & ~figures["value"].between(0, 100) & figures["value"].notna()

    @rule("denominator_not_positive", Severity.ERROR, fields=("denominator",))
    def denominator_not_positive(figures: pd.DataFrame) -> pd.Series:
        """The denominator is 0 or below."""
        return figures["denominator"] <= 0

    @rule("value_is_not_the_quotient", Severity.ERROR, fields=("value", "numerator", "denominator"))
    def value_is_not_the_quotient(figures: pd.DataFrame) -> pd.Series:
        """The value is not numerator over denominator, rounded half up to the decimal places given."""
        stated = figures[["value", "numerator", "denominator"]].notna().all(axis="columns")
        judged = figures[stated & (figures["denominator"] > 0)]
        parts = zip(
            *(judged[name] for name in ("value", "numerator", "denominator", "decimal_places", "unit")), strict=True
        )
        wrong = pd.Series([not _is_quotient(*part) for part in parts], index=judged.index, dtype=bool)
        return wrong.reindex(figures.index, fill_value=False)


def _is_quotient(value: float, numerator: float, denominator: float, places: int | None, unit: str | None) -> bool:
    """Tell exactly, in decimal numbers, whether the value is what the quotient rounds to."""
    last = Decimal(1).scaleb(0 if pd.isna(places) else -int(places))
    stated, above, below = (Decimal(repr(part)) for part in (value, numerator, denominator))
    times = TIMES.get(unit, ANY_UNIT) if isinstance(unit, str) else ANY_UNIT
    rounded = stated.quantize(last, ROUND_HALF_UP)
    return any((above * factor / below).quantize(last, ROUND_HALF_UP) == rounded for factor in times)
