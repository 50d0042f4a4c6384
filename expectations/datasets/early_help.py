"""Early help: support for families below the threshold of a referral."""

from datetime import date

import pandas as pd

from expectations.contract import Context, Dataset, Severity, column, rule


class EarlyHelpAssessments(Dataset):
    """Early help assessments, by the authority or by a partner (Annex A list 2)."""

    grain = ("child_id", "start_date")
    defining_date = "start_date"
    ends = "completion_date"

    child_id: str = column(personal=True, description="The authority's own identifier.")
    start_date: date = column(description="The day the assessment started.")
    completion_date: date | None = column(description="The day it was completed; empty while it is open.")
    organisation: str | None = column(
        personal=True,
        length=200,
        description="Organisation that made the assessment; free text, which may name a school or a childminder.",
    )

    @rule("completed_before_start", Severity.WARNING, fields=("start_date", "completion_date"))
    def completed_before_it_started(assessments: pd.DataFrame) -> pd.Series:
        """The early help assessment is completed before it started."""
        return assessments["completion_date"] < assessments["start_date"]

    @rule("started_in_future", Severity.WARNING, fields=("start_date",))
    def started_after_the_extract(assessments: pd.DataFrame, context: Context) -> pd.Series:
        """The early help assessment starts after the day the extract describes."""
        return assessments["start_date"] > pd.Timestamp(context.as_at)
