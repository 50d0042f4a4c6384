"""Single (continuous) assessments and the factors found."""

from datetime import date

import pandas as pd

from expectations.codes import AssessmentFactor, YesNoUnknown
from expectations.contract import Context, Dataset, Severity, column, rule
from expectations.shapes import outside


class Assessments(Dataset):
    """
    Single (continuous) assessments, completed and open.

    An assessment belongs to the period in which it was authorised (DfE table C2).
    An impossible duration is shown, not quarantined: DfE counts the assessment and leaves it out of the bins.
    """

    grain = ("child_id", "start_date")
    defining_date = "start_date"
    ends = "authorisation_date"

    child_id: str = column(item="N00097", personal=True, description="The authority's own identifier.")
    referral_date: date | None = column(item="N00100", description="Referral of the episode, where the format says.")
    start_date: date = column(item="N00159", description="The day the assessment actually started.")
    internal_review_date: date | None = column(item="N00161", description="Internal review point.")
    authorisation_date: date | None = column(
        item="N00160", description="The day it was authorised; empty while the assessment is open."
    )
    child_seen: YesNoUnknown | None = column(description="Whether the child was seen (Annex A list 4).")
    support_required: YesNoUnknown | None = column(
        description="Whether the child was found to need social care support (Annex A list 4)."
    )
    team: str | None = column(description="Team that holds the case.")
    worker: str | None = column(
        personal=True, pseudonymous=True, description="Allocated worker; a keyed hash in the warehouse."
    )

    @rule("8608", Severity.WARNING, fields=("start_date", "authorisation_date"))
    def authorised_before_it_started(assessments: pd.DataFrame) -> pd.Series:
        """The assessment is authorised before it started."""
        return assessments["authorisation_date"] < assessments["start_date"]

    @rule("1103", Severity.WARNING, fields=("start_date", "referral_date"))
    def started_before_the_referral(assessments: pd.DataFrame) -> pd.Series:
        """The assessment started before the referral."""
        return assessments["start_date"] < assessments["referral_date"]

    @rule("8696", Severity.WARNING, fields=("authorisation_date",), formats=("cin_census",))
    def authorised_outside_the_year(assessments: pd.DataFrame, context: Context) -> pd.Series:
        """The assessment was authorised outside the census year."""
        return outside(assessments["authorisation_date"], context.year_start, context.year_end)

    @rule("open_over_a_year", Severity.WARNING, fields=("start_date", "authorisation_date"))
    def open_for_more_than_a_year(assessments: pd.DataFrame, context: Context) -> pd.Series:
        """The assessment started more than a year ago and was never authorised."""
        a_year_ago = pd.Timestamp(context.as_at) - pd.DateOffset(years=1)
        return assessments["authorisation_date"].isna() & (assessments["start_date"] < a_year_ago)


class AssessmentFactors(Dataset):
    """Factors identified at the end of an assessment, one row for each."""

    grain = ("child_id", "assessment_start_date", "factor")
    defining_date = "assessment_start_date"

    child_id: str = column(item="N00097", personal=True, description="The authority's own identifier.")
    assessment_start_date: date = column(item="N00159", description="Start of the assessment.")
    factor: AssessmentFactor = column(item="N00181", description="Factor code.")

    @rule("8869", Severity.WARNING, fields=("child_id", "assessment_start_date", "factor"))
    def none_beside_others(factors: pd.DataFrame) -> pd.Series:
        """Factor 21 (no factors identified) stands beside other factors."""
        none = factors["factor"] == AssessmentFactor.F21.value
        keys = [factors["child_id"], factors["assessment_start_date"]]
        return none & (~none).groupby(keys).transform("any")

    @rule("8945Q", Severity.WARNING, fields=("factor",), since=2025)
    def physical_abuse_not_split(factors: pd.DataFrame) -> pd.Series:
        """Factor 18A is not to be used any more: 18B or 18C says who was physically abused by whom."""
        return factors["factor"] == AssessmentFactor.F18A.value

    @rule("8950Q", Severity.WARNING, fields=("factor",), since=2025)
    def sexual_abuse_not_split(factors: pd.DataFrame) -> pd.Series:
        """Factor 19A is not to be used any more: 19B or 19C says who was sexually abused by whom."""
        return factors["factor"] == AssessmentFactor.F19A.value
