"""What a case system holds around the cases: identifiers, addresses, early help, who works with whom."""

from datetime import date
from decimal import Decimal

import pandas as pd

from expectations.codes import ReasonForSocialWorkerChange, YesNoUnknown
from expectations.contract import Dataset, Severity, column, rule

_CHILD = "The authority's own identifier."
LATER = {"unreadable": Severity.WARNING}  # no figure is dated by it: an unreadable one costs the value, not the row


class LinkedIdentifiers(Dataset):
    """Other identifiers under which a child is known, such as a former one; evidence for a crosswalk."""

    grain = ("child_id", "identifier_type", "identifier_value")

    child_id: str = column(personal=True, description=_CHILD)
    identifier_type: str = column(length=48, description="Whose identifier it is, in the case system's words.")
    identifier_value: str = column(personal=True, length=48, description="The identifier.")
    valid_from_date: date | None = column(description="The first day on which it is known to hold.", **LATER)
    valid_to_date: date | None = column(description="The last day on which it is known to hold.", **LATER)


class ChildCircumstances(Dataset):
    """What a case system says about a child beyond the census, as each extract describes it."""

    grain = ("child_id",)
    history = True

    child_id: str = column(personal=True, description=_CHILD)
    education_health_and_care_plan: YesNoUnknown | None = column(
        description="Whether an education, health and care plan is recorded."
    )
    is_mother: YesNoUnknown | None = column(description="Whether the child is a mother.")


class ImmigrationStatuses(Dataset):
    """Immigration statuses of children, such as that of an unaccompanied asylum-seeking child."""

    grain = ("child_id", "status", "start_date")
    defining_date = "start_date"
    ends = "end_date"

    child_id: str = column(personal=True, description=_CHILD)
    status: str = column(length=100, description="Immigration status, in the case system's words.")
    start_date: date = column(description="The day the status began.")
    end_date: date | None = column(description="The day it ceased; empty while it holds.")

    @rule("ended_before_it_began", Severity.ERROR, fields=("start_date", "end_date"))
    def ended_before_it_began(statuses: pd.DataFrame) -> pd.Series:
        """The immigration status ends before it begins."""
        return statuses["end_date"] < statuses["start_date"]


class Addresses(Dataset):
    """Where children lived, by postcode; of the rest of an address nothing is taken."""

    grain = ("child_id", "address_type", "start_date")
    defining_date = "start_date"
    ends = "end_date"

    child_id: str = column(personal=True, description=_CHILD)
    address_type: str = column(length=48, description="Home, placement and so on, in the case system's words.")
    start_date: date = column(description="The day the child began to live there.")
    end_date: date | None = column(description="The day the child left; empty while living there.")
    postcode: str | None = column(personal=True, length=15, description="Postcode, with or without its space.")

    @rule("left_before_arriving", Severity.ERROR, fields=("start_date", "end_date"))
    def left_before_arriving(addresses: pd.DataFrame) -> pd.Series:
        """The child left the address before living there."""
        return addresses["end_date"] < addresses["start_date"]


class EarlyHelpEpisodes(Dataset):
    """Episodes of early help, from the day it began to the day it ended."""

    grain = ("child_id", "start_date")
    defining_date = "start_date"
    ends = "end_date"

    child_id: str = column(personal=True, description=_CHILD)
    start_date: date = column(description="The day early help began.")
    end_date: date | None = column(description="The day it ended; empty while it goes on.")
    organisation: str | None = column(
        personal=True, length=200, description="Organisation that helps; free text, which may name a school."
    )
    worker: str | None = column(
        personal=True, pseudonymous=True, description="Allocated worker; a keyed hash in the warehouse."
    )

    @rule("ends_before_it_starts", Severity.ERROR, fields=("start_date", "end_date"))
    def ends_before_it_starts(episodes: pd.DataFrame) -> pd.Series:
        """The episode of early help ends before it starts."""
        return episodes["end_date"] < episodes["start_date"]


class Involvements(Dataset):
    """Who worked with a child, in which role and team, from when to when."""

    grain = ("child_id", "involvement_id")
    defining_date = "start_date"
    ends = "end_date"

    child_id: str = column(personal=True, description=_CHILD)
    involvement_id: str = column(personal=True, length=48, description="The case system's identifier of the row.")
    worker: str | None = column(
        personal=True, pseudonymous=True, description="The professional; a keyed hash in the warehouse."
    )
    role: str | None = column(length=200, description="Role of the professional, in the case system's words.")
    team: str | None = column(description="Team of the professional.")
    start_date: date = column(description="The day the involvement began.")
    end_date: date | None = column(description="The day it ended; empty while it lasts.")
    change_reason: ReasonForSocialWorkerChange | None = column(description="Why the worker changed.")

    @rule("ended_before_it_began", Severity.ERROR, fields=("start_date", "end_date"))
    def ended_before_it_began(involvements: pd.DataFrame) -> pd.Series:
        """The involvement ends before it begins."""
        return involvements["end_date"] < involvements["start_date"]


class Professionals(Dataset):
    """Professionals who work with children, as each extract describes them; never by name."""

    grain = ("worker",)
    history = True

    worker: str = column(
        personal=True, pseudonymous=True, description="The professional's identifier; a keyed hash in the warehouse."
    )
    job_title: str | None = column(length=200, description="What the professional is employed as.")
    department: str | None = column(length=200, description="Team or department.")
    caseload: int | None = column(minimum=0, description="Cases held, by the case system's own count; reconciled only.")
    full_time_equivalent: Decimal | None = column(minimum=0, maximum=2, description="Share of a full-time post.")
    is_agency: YesNoUnknown | None = column(description="Whether the professional is an agency worker.")


class Teams(Dataset):
    """Teams and the teams above them."""

    grain = ("team",)

    team: str = column(length=48, description="The case system's identifier of the team.")
    team_name: str | None = column(
        personal=True, length=255, description="What the team is called; teams may bear names."
    )
    parent: str | None = column(length=48, description="The team above it.")
