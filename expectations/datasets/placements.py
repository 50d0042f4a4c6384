"""
Children in care as a case system tells of them: episodes, placements, legal statuses, health, absences.

A child's identifier here is the authority's own, as in the census; the SSDA903's identifiers are another matter
(`expectations/datasets/looked_after.py`).
"""

from datetime import date
from decimal import Decimal

import pandas as pd

from expectations.codes import (
    AbsenceType,
    LegalStatus,
    NoSDQReason,
    PermanencePlanOption,
    Placement,
    PlacementProvider,
    PrimaryNeed,
    ReasonEpisodeCeased,
    ReasonForNewEpisode,
    ReasonForPlacementChange,
    YesNoUnknown,
)
from expectations.contract import Context, Dataset, Severity, column, rule

_CHILD = "The authority's own identifier."


class CareEpisodes(Dataset):
    """Episodes of care by the case system: a stretch of days in one placement under one legal status."""

    grain = ("child_id", "start_date")
    defining_date = "start_date"
    ends = "end_date"

    child_id: str = column(personal=True, description=_CHILD)
    start_date: date = column(description="The day the episode began.")
    start_reason: ReasonForNewEpisode | None = column(description="Why the episode began.")
    primary_need: PrimaryNeed | None = column(description="Why the child came to be looked after.")
    period_start_date: date | None = column(
        unreadable=Severity.WARNING, description="The day the period of being looked after began."
    )
    end_date: date | None = column(description="The day the episode ceased; empty while it lasts.")
    end_reason: ReasonEpisodeCeased | None = column(description="Why the episode ceased.")

    @rule("ceased_before_it_began", Severity.ERROR, fields=("start_date", "end_date"))
    def ceased_before_it_began(episodes: pd.DataFrame) -> pd.Series:
        """The episode of care ceases before it begins."""
        return episodes["end_date"] < episodes["start_date"]

    @rule("ceased_without_reason_or_day", Severity.WARNING, fields=("end_date", "end_reason"))
    def ceased_without_reason_or_day(episodes: pd.DataFrame) -> pd.Series:
        """The day and the reason for which the episode ceased must both be given, or both left blank."""
        return episodes["end_date"].isna() != episodes["end_reason"].isna()


class Placements(Dataset):
    """Placements of looked-after children, one row for each child and placement."""

    grain = ("child_id", "placement_id")
    defining_date = "start_date"
    ends = "end_date"

    child_id: str = column(personal=True, description=_CHILD)
    placement_id: str = column(personal=True, length=48, description="The case system's identifier of the placement.")
    start_date: date = column(description="The day the placement began.")
    placement: Placement | None = column(description="Type of placement.")
    provider: PlacementProvider | None = column(description="Who provides it.")
    postcode: str | None = column(personal=True, length=10, description="Postcode of the placement.")
    urn: str | None = column(personal=True, length=20, description="Ofsted's number of the home.")
    miles_from_home: Decimal | None = column(minimum=0, description="Distance from home.")
    end_date: date | None = column(description="The day the placement ended; empty while it lasts.")
    change_reason: ReasonForPlacementChange | None = column(description="Why the placement ended.")

    @rule("ended_before_it_began", Severity.ERROR, fields=("start_date", "end_date"))
    def ended_before_it_began(placements: pd.DataFrame) -> pd.Series:
        """The placement ends before it begins."""
        return placements["end_date"] < placements["start_date"]


class LegalStatuses(Dataset):
    """Legal statuses of children, one row for each child and status; some mean that the child is not looked after."""

    grain = ("child_id", "legal_status_id")
    defining_date = "start_date"
    ends = "end_date"

    child_id: str = column(personal=True, description=_CHILD)
    legal_status_id: str = column(personal=True, length=48, description="The case system's identifier of the row.")
    legal_status: LegalStatus | None = column(description="Legal status in the codes of the SSDA903.")
    start_date: date = column(description="The day the status began.")
    end_date: date | None = column(description="The day it ended; empty while it holds.")

    @rule("ended_before_it_began", Severity.ERROR, fields=("start_date", "end_date"))
    def ended_before_it_began(statuses: pd.DataFrame) -> pd.Series:
        """The legal status ends before it begins."""
        return statuses["end_date"] < statuses["start_date"]


class PermanencePlans(Dataset):
    """Permanence plans of looked-after children, one row for each option; several where planning is parallel."""

    grain = ("child_id", "start_date", "option")
    defining_date = "start_date"
    ends = "end_date"

    child_id: str = column(personal=True, description=_CHILD)
    start_date: date = column(description="The day the care plan took effect.")
    option: PermanencePlanOption = column(description="An option that the plan names.")
    end_date: date | None = column(description="The day the care plan ceased to have effect.")

    @rule("ended_before_it_began", Severity.ERROR, fields=("start_date", "end_date"))
    def ended_before_it_began(plans: pd.DataFrame) -> pd.Series:
        """The care plan ends before it begins."""
        return plans["end_date"] < plans["start_date"]


class HealthChecks(Dataset):
    """Health assessments and dental checks of looked-after children, planned and done."""

    grain = ("child_id", "check_type", "check_date")
    defining_date = "check_date"

    child_id: str = column(personal=True, description=_CHILD)
    check_type: str = column(length=100, description="Kind of check, in the case system's words.")
    check_date: date = column(description="The day of the check.")
    status: str | None = column(length=48, description="Planned, refused, cancelled or completed.")


class ImmunisationStatuses(Dataset):
    """Whether looked-after children's immunisations are up to date, as each extract says."""

    grain = ("child_id",)
    history = True

    child_id: str = column(personal=True, description=_CHILD)
    up_to_date: YesNoUnknown | None = column(description="Whether the immunisations are up to date.")
    status_date: date | None = column(unreadable=Severity.WARNING, description="The day this was last looked at.")


class StrengthsAndDifficultiesScores(Dataset):
    """Scores of the strengths and difficulties questionnaire (SDQ), one row for each child and day."""

    grain = ("child_id", "completed_date")
    defining_date = "completed_date"

    child_id: str = column(personal=True, description=_CHILD)
    completed_date: date = column(description="The day the questionnaire was completed.")
    score: int | None = column(minimum=0, maximum=40, description="Total score; 17 and more is a cause for concern.")
    no_score_reason: NoSDQReason | None = column(description="Why there is no score.")


class SubstanceMisuses(Dataset):
    """Problems of looked-after children with drugs or alcohol, one row for each day on which one was found."""

    grain = ("child_id", "found_date")
    defining_date = "found_date"

    child_id: str = column(personal=True, description=_CHILD)
    found_date: date = column(description="The day the misuse was recorded.")
    intervention_received: YesNoUnknown | None = column(description="Whether the child received an intervention.")


class Convictions(Dataset):
    """Convictions and cautions of looked-after children, one row for each day; the offence is not taken."""

    grain = ("child_id", "offence_date")
    defining_date = "offence_date"

    child_id: str = column(personal=True, description=_CHILD)
    offence_date: date = column(description="The day of the offence.")


class MissingEpisodes(Dataset):
    """Episodes in which a child was missing or away without authorisation, with the return interview."""

    grain = ("child_id", "absence_type", "start_date")
    defining_date = "start_date"
    ends = "end_date"

    child_id: str = column(personal=True, description=_CHILD)
    absence_type: AbsenceType | None = column(description="Missing, or away without authorisation.")
    start_date: date = column(description="The day the child went missing.")
    end_date: date | None = column(description="The day the child was back; empty while missing.")
    return_interview_offered: YesNoUnknown | None = column(description="Whether an interview was offered.")
    return_interview_accepted: YesNoUnknown | None = column(description="Whether the child accepted it.")

    @rule("ended_before_it_began", Severity.ERROR, fields=("start_date", "end_date"))
    def ended_before_it_began(episodes: pd.DataFrame) -> pd.Series:
        """The episode ends before it begins."""
        return episodes["end_date"] < episodes["start_date"]

    @rule("missing_in_future", Severity.WARNING, fields=("start_date",))
    def missing_after_the_extract(episodes: pd.DataFrame, context: Context) -> pd.Series:
        """The episode begins after the day the extract describes."""
        return episodes["start_date"] > pd.Timestamp(context.as_at)

    @rule("accepted_not_offered", Severity.WARNING, fields=("return_interview_offered", "return_interview_accepted"))
    def interview_accepted_but_not_offered(episodes: pd.DataFrame) -> pd.Series:
        """The child accepted a return interview that was not offered."""
        accepted = episodes["return_interview_accepted"] == YesNoUnknown.YES.value
        return accepted & (episodes["return_interview_offered"] == YesNoUnknown.NO.value)
