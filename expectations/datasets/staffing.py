"""Local registers about the workforce between two censuses: posts, agency workers, sickness, supervision."""

from datetime import date
from decimal import Decimal

import pandas as pd

from expectations.codes import AgencyCover
from expectations.contract import Context, Dataset, Register, Severity, column, rule
from expectations.datasets.registers import SNAPSHOT

WORKER = ("Worker name", "Social worker", "Employee", "Employee name", "Employee number", "Staff member", "Staff name")


class EstablishmentPosts(Dataset):
    """Posts that a team has on a day: in the establishment, filled, vacant."""

    grain = ("snapshot_date", "team", "role")
    defining_date = "snapshot_date"
    register = Register.SNAPSHOT

    snapshot_date: date = column(headings=SNAPSHOT, description="The day of the snapshot, as a rule a month's end.")
    team: str = column(headings=("Team name", "Service"), description="Team that has the posts.")
    role: str = column(headings=("Job role", "Job title", "Post title"), description="Role, in words.")
    established_fte: Decimal = column(
        minimum=0,
        headings=("Establishment", "Establishment FTE", "Budgeted FTE", "Budgeted posts"),
        description="Posts in the establishment, full-time equivalents.",
    )
    filled_fte: Decimal | None = column(
        minimum=0,
        headings=("In post FTE", "Permanent FTE", "FTE in post"),
        description="Posts filled by permanent staff, full-time equivalents.",
    )
    agency_fte: Decimal | None = column(
        minimum=0, headings=("FTE agency", "Covered by agency FTE"), description="Posts covered by agency workers."
    )
    vacant_fte: Decimal | None = column(
        minimum=0, headings=("Vacancies", "Vacancy FTE", "Vacancies FTE", "FTE vacant"), description="Vacant posts."
    )

    @rule("vacant_is_not_the_rest", Severity.WARNING, fields=("established_fte", "filled_fte", "vacant_fte"))
    def vacant_is_not_the_rest(posts: pd.DataFrame) -> pd.Series:
        """Filled and vacant posts do not add up to the establishment: staff are above it, or a number is wrong."""
        return (posts["filled_fte"] + posts["vacant_fte"] - posts["established_fte"]).abs() > 0.005


class AgencyAssignments(Dataset):
    """Agency workers and how long they are engaged."""

    grain = ("worker", "start_date")
    defining_date = "start_date"
    ends = "end_date"
    register = Register.EVENTS

    worker: str = column(
        personal=True,
        pseudonymous=True,
        headings=(*WORKER, "Agency worker", "Agency worker name"),
        description="The agency worker, as a pseudonym.",
    )
    start_date: date = column(headings=("Assignment start", "Assignment start date"), description="The first day.")
    end_date: date | None = column(
        headings=("Assignment end", "Assignment end date"), description="The last day; empty while engaged."
    )
    team: str | None = column(headings=("Team name",), description="Team in which the worker works.")
    role: str | None = column(headings=("Job role", "Job title"), description="Role, in words.")
    fte: Decimal | None = column(minimum=0, maximum=1, headings=("Agency FTE",), description="Full-time equivalent.")
    cover: AgencyCover | None = column(
        headings=("Covering", "Reason for cover", "Agency reason"), description="What the worker is engaged for."
    )
    weekly_cost: Decimal | None = column(
        minimum=0, headings=("Agency weekly cost",), description="Cost a week, in pounds."
    )

    @rule("assignment_ends_before_it_starts", Severity.ERROR, fields=("start_date", "end_date"))
    def assignment_ends_before_it_starts(assignments: pd.DataFrame) -> pd.Series:
        """The assignment ends before it starts."""
        return assignments["end_date"] < assignments["start_date"]


class SicknessAbsences(Dataset):
    """
    Absences of social workers because of sickness.

    Its cause is not taken: it says something about a person's health that no figure needs.
    """

    grain = ("worker", "start_date")
    defining_date = "start_date"
    ends = "end_date"
    register = Register.EVENTS

    worker: str = column(personal=True, pseudonymous=True, headings=WORKER, description="The worker, as a pseudonym.")
    start_date: date = column(
        headings=(
            "Sickness start",
            "Sickness start date",
            "Absence start",
            "Absence start date",
            "First day of absence",
        ),
        description="First day of the absence.",
    )
    end_date: date | None = column(
        headings=("Sickness end", "Sickness end date", "Absence end", "Absence end date", "Last day absent"),
        description="Last day of the absence; empty while it lasts.",
    )
    working_days_lost: Decimal | None = column(
        minimum=0, headings=("Days lost", "Working days absent"), description="Working days lost so far."
    )
    team: str | None = column(headings=("Team name",), description="Team of the worker.")

    @rule("absence_ends_before_it_starts", Severity.ERROR, fields=("start_date", "end_date"))
    def absence_ends_before_it_starts(absences: pd.DataFrame) -> pd.Series:
        """The absence ends before it starts."""
        return absences["end_date"] < absences["start_date"]

    @rule("more_days_lost_than_days", Severity.WARNING, fields=("start_date", "end_date", "working_days_lost"))
    def more_days_lost_than_days(absences: pd.DataFrame) -> pd.Series:
        """More working days are lost than the absence has days."""
        days = (absences["end_date"] - absences["start_date"]).dt.days + 1
        return absences["working_days_lost"] > days


class Supervisions(Dataset):
    """Supervision of social workers: when it was due, and when it was held."""

    grain = ("worker", "due_date")
    defining_date = "due_date"
    register = Register.EVENTS

    worker: str = column(
        personal=True,
        pseudonymous=True,
        headings=(*WORKER, "Supervisee"),
        description="The worker who is supervised, as a pseudonym.",
    )
    due_date: date = column(
        headings=("Supervision due", "Supervision due date"), description="The day by which it was due."
    )
    held_date: date | None = column(
        headings=("Supervision date", "Supervision held", "Date of supervision", "Date supervised"),
        description="The day it was held; empty if it was not.",
    )
    team: str | None = column(headings=("Team name",), description="Team of the worker.")

    @rule("held_in_future", Severity.WARNING, fields=("held_date",))
    def held_in_future(supervisions: pd.DataFrame, context: Context) -> pd.Series:
        """The supervision is held after the day the register describes."""
        return supervisions["held_date"] > pd.Timestamp(context.as_at)
