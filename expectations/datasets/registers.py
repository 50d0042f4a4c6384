"""Local registers about practice: audits, backlog, recommendations, what children say, what placements cost."""

from datetime import date
from decimal import Decimal

import pandas as pd

from expectations.codes import AuditGrade, Rating, RecommendationStatus
from expectations.contract import Context, Dataset, Register, Severity, column, rule

CHILD = ("Child ID", "Child reference", "Case number", "Case ID", "Client ID", "Person ID", "Child unique ID", "MIS ID")
SNAPSHOT = ("Week ending", "Month end", "Month ending")


class Audits(Dataset):
    """
    Case audits that were due, with their grade once they are completed.

    A cohort such as "Year of the Child" is fixed when it begins: its audits stay due though a child leaves.
    """

    grain = ("child_id", "cohort", "due_date")
    defining_date = "due_date"
    register = Register.EVENTS

    child_id: str = column(personal=True, headings=CHILD, description="The authority's own identifier.")
    cohort: str = column(
        headings=("Audit cohort", "Audit programme", "Audit type", "Audit theme"),
        description='Cohort or programme that the audit belongs to, such as "Year of the Child".',
    )
    due_date: date = column(headings=("Audit due", "Audit due date"), description="The day the audit was due.")
    completed_date: date | None = column(
        headings=("Audit completed", "Audit date", "Date audited", "Audit completion date"),
        description="The day it was completed; empty while it is not.",
    )
    grade: AuditGrade | None = column(
        headings=("Audit grade", "Overall grade", "Judgement"), description="Grade that the auditor gave."
    )
    moderated: bool | None = column(headings=("Audit moderated",), description="Whether the grade was moderated.")
    moderated_grade: AuditGrade | None = column(
        headings=("Grade after moderation", "Final grade"), description="Grade after moderation, if it was moderated."
    )
    worker: str | None = column(
        personal=True, pseudonymous=True, headings=("Auditor",), description="Who audited, as a pseudonym."
    )
    team: str | None = column(headings=("Audited team", "Team name"), description="Team whose work was audited.")

    @rule("graded_before_completed", Severity.WARNING, fields=("completed_date", "grade"))
    def graded_before_completed(audits: pd.DataFrame) -> pd.Series:
        """The audit has a grade and no day of completion: it does not count as completed."""
        return audits["grade"].notna() & audits["completed_date"].isna()

    @rule("completed_in_future", Severity.WARNING, fields=("completed_date",))
    def completed_in_future(audits: pd.DataFrame, context: Context) -> pd.Series:
        """The audit is completed after the day the register describes."""
        return audits["completed_date"] > pd.Timestamp(context.as_at)


class BacklogItems(Dataset):
    """Work that waits on a day, and its rating by colour."""

    grain = ("snapshot_date", "child_id", "work")
    defining_date = "snapshot_date"
    register = Register.SNAPSHOT

    snapshot_date: date = column(headings=SNAPSHOT, description="The day on which the work waited.")
    child_id: str = column(personal=True, headings=CHILD, description="The authority's own identifier.")
    work: str = column(
        headings=("Work item", "Work type", "Backlog type", "Task"),
        description="What waits, such as a contact to be screened.",
    )
    rating: Rating | None = column(headings=("RAG", "RAG rating", "RAG status"), description="Urgency by colour.")
    waiting_since: date | None = column(
        headings=("Date received", "Waiting since date"), description="The day it began to wait."
    )
    team: str | None = column(headings=("Team name",), description="Team in which it waits.")

    @rule("waits_before_it_arrived", Severity.ERROR, fields=("snapshot_date", "waiting_since"))
    def waits_before_it_arrived(items: pd.DataFrame) -> pd.Series:
        """The work waits since a day after the snapshot."""
        return items["waiting_since"] > items["snapshot_date"]


class ScrutinyRecommendations(Dataset):
    """Recommendations of a scrutiny panel, and how far they have come."""

    grain = ("recommendation_id",)
    defining_date = "meeting_date"
    ends = "completed_date"
    register = Register.EVENTS

    recommendation_id: str = column(
        headings=("Recommendation reference", "Recommendation number", "Rec ref", "Rec no"),
        description="The panel's own number of the recommendation.",
    )
    meeting_date: date = column(
        headings=("Date of meeting", "Panel date", "Scrutiny date"), description="The meeting that made it."
    )
    recommendation: str | None = column(
        personal=True, length=2000, headings=("Recommendation text",), description="What is recommended; free text."
    )
    status: RecommendationStatus | None = column(
        headings=("Recommendation status", "Progress"), description="Open, completed, or not accepted."
    )
    due_date: date | None = column(
        headings=("Target date", "Deadline", "Recommendation due"), description="The day by which it is to be done."
    )
    completed_date: date | None = column(
        headings=("Date completed", "Completion date", "Date closed"), description="The day it was done."
    )

    @rule("completed_before_it_was_made", Severity.ERROR, fields=("meeting_date", "completed_date"))
    def completed_before_it_was_made(recommendations: pd.DataFrame) -> pd.Series:
        """The recommendation is completed before the meeting that made it."""
        return recommendations["completed_date"] < recommendations["meeting_date"]


class SurveyResults(Dataset):
    """
    What a survey of children says about one theme, added up.

    Only totals are taken: what a single child answered has no place in a register of results.
    """

    grain = ("survey", "survey_date", "cohort", "theme")
    defining_date = "survey_date"
    register = Register.EVENTS

    survey: str = column(headings=("Survey name", "Survey title"), description="Name of the survey.")
    survey_date: date = column(headings=("Date of survey", "Survey closed"), description="The day it closed.")
    cohort: str = column(headings=("Survey cohort", "Group surveyed"), description="Which children were asked.")
    theme: str = column(headings=("Survey theme", "Question"), description="What they were asked about.")
    cohort_size: int | None = column(
        minimum=0, headings=("Children asked", "Number asked"), description="How many were asked."
    )
    responses: int | None = column(
        minimum=0, headings=("Number of responses", "Respondents"), description="How many answered."
    )
    positive_responses: int | None = column(
        minimum=0, headings=("Number positive", "Positive"), description="How many answered in the good sense."
    )
    mean_score: Decimal | None = column(headings=("Average score", "Mean"), description="Mean of the scores given.")

    @rule("more_responses_than_children", Severity.WARNING, fields=("cohort_size", "responses"))
    def more_responses_than_children(results: pd.DataFrame) -> pd.Series:
        """More children answered than were asked."""
        return results["responses"] > results["cohort_size"]

    @rule("more_positive_than_responses", Severity.WARNING, fields=("responses", "positive_responses"))
    def more_positive_than_responses(results: pd.DataFrame) -> pd.Series:
        """More answers are positive than there are answers."""
        return results["positive_responses"] > results["responses"]


class PlacementCosts(Dataset):
    """What a child's placement costs a week, from a day on."""

    known_as = "costs"  # a file about placements need not be about what they cost
    grain = ("child_id", "start_date")
    defining_date = "start_date"
    ends = "end_date"
    register = Register.EVENTS

    child_id: str = column(personal=True, headings=CHILD, description="The authority's own identifier.")
    start_date: date = column(
        headings=("Placement start", "Placement start date", "Cost start date"), description="First day of this cost."
    )
    end_date: date | None = column(
        headings=("Placement end", "Placement end date", "Cost end date"), description="Last day of it; empty if open."
    )
    weekly_cost: Decimal = column(
        minimum=0,
        headings=("Cost per week", "Weekly price", "Weekly fee", "Weekly placement cost"),
        description="Gross cost a week, in pounds.",
    )
    health_contribution: Decimal | None = column(
        minimum=0, headings=("Health contribution per week",), description="What health pays of it a week."
    )
    education_contribution: Decimal | None = column(
        minimum=0, headings=("Education contribution per week",), description="What education pays of it a week."
    )
    placement_type: str | None = column(headings=("Type of placement",), description="Kind of placement, in words.")
    provider: str | None = column(
        personal=True,
        length=200,
        headings=("Placement provider", "Provider name"),
        description="Who provides it; may be the name of a foster carer.",
    )

    @rule("cost_ends_before_it_starts", Severity.ERROR, fields=("start_date", "end_date"))
    def cost_ends_before_it_starts(costs: pd.DataFrame) -> pd.Series:
        """The cost ends before it starts."""
        return costs["end_date"] < costs["start_date"]

    @rule("contributions_exceed_cost", Severity.WARNING, fields=("weekly_cost", "health_contribution"))
    def contributions_exceed_cost(costs: pd.DataFrame) -> pd.Series:
        """Health and education together pay more than the placement costs."""
        paid = costs[["health_contribution", "education_contribution"]].sum(axis="columns")
        return paid > costs["weekly_cost"]
