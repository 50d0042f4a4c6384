"""Everything that happens within the episodes of need of a year, so that the published counts come out."""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from flows.sample.calibrated.assessments import completed
from flows.sample.calibrated.child_in_need_plans import place_needs_plans
from flows.sample.calibrated.child_protection_plans import place_plans, with_ends
from flows.sample.calibrated.conference_counts import ConferenceCounts
from flows.sample.calibrated.conferences import place_conferences
from flows.sample.calibrated.days import NEVER, as_dates, as_days
from flows.sample.calibrated.factors import factors
from flows.sample.calibrated.openings import Episodes
from flows.sample.calibrated.plan_counts import PlanCounts
from flows.sample.calibrated.plan_details import with_categories, with_previous_plans
from flows.sample.calibrated.reckoning import counted
from flows.sample.calibrated.reviews import reviews
from flows.sample.calibrated.targets import YearTargets
from flows.sample.calibrated.year_days import ReportingYear

PLAN = ["child_id", "referral_date", "start_date"]
PLAN_COLUMNS = [*PLAN, "end_date", "initial_category", "latest_category", "number_of_previous_plans"]
LONG_AGO = -30_000  # a day before any plan


@dataclass(frozen=True)
class ClosingEvents:
    """
    What next year's events follow on from: plans open on 31 March, their reviews, and what had ended before.

    `assessed` has the last authorisation of each child and referral, `ended_plans` the last end of a child's
    child protection plans in any year.
    """

    plans: pd.DataFrame
    reviews: pd.DataFrame
    needs_plans: pd.DataFrame
    assessed: pd.DataFrame
    ended_plans: pd.DataFrame


@dataclass(frozen=True)
class YearEvents:
    """
    The events of a census year, with the columns of `Histories`.

    `conferences` are those that no enquiry led to: the census has them in the episode itself. `expected` is what
    all of them come to, by the code of the measure.
    """

    assessments: pd.DataFrame
    factors: pd.DataFrame
    enquiries: pd.DataFrame
    conferences: pd.DataFrame
    plans: pd.DataFrame
    reviews: pd.DataFrame
    needs_plans: pd.DataFrame
    closing: ClosingEvents
    expected: dict[str, int] = field(default_factory=dict)


def events_of_year(
    targets: YearTargets,
    *,
    referrals: pd.DataFrame,
    opening_plans: ClosingEvents | None,
    random: np.random.Generator,
) -> YearEvents:
    """
    Place the events of a year within its episodes.

    `referrals` has the episodes with their fates; `opening_plans` is last year's `closing`, None in the first year.
    """
    year = ReportingYear(targets.year)
    episodes = Episodes.of(referrals, year)
    before = opening_plans
    busy_until = _busy_until(episodes, before)
    carried = None if before is None else before.plans
    spells = place_plans(PlanCounts.of(targets), episodes, carried, busy_until=busy_until, random=random)
    counts = ConferenceCounts.of(targets, int((~episodes.was_open).sum()), random)
    starts, enquiries, conferences = place_conferences(counts, episodes, spells, random)
    spells = with_ends(spells.assign(start=starts, is_new=starts >= year.first), episodes, random)
    detailed = with_categories(spells, targets, carried, random)
    has_known_plan = busy_until[episodes.child[spells["episode"].to_numpy()]] > LONG_AGO
    detailed = with_previous_plans(detailed, targets, carried, has_known_plan=has_known_plan, random=random)
    plans = _plans(detailed, episodes)
    held = reviews(plans, targets, year, held_before=None if before is None else before.reviews, random=random)
    needs_plans = place_needs_plans(
        targets,
        episodes,
        plans,
        None if before is None else before.needs_plans,
        busy_until=busy_until,
        random=random,
    )
    assessments = completed(targets, episodes, None if before is None else before.assessed, random)
    found = factors(targets, assessments, random)
    plans = plans[PLAN_COLUMNS]
    events = YearEvents(
        assessments=assessments,
        factors=found,
        enquiries=enquiries,
        conferences=conferences,
        plans=plans,
        reviews=held,
        needs_plans=needs_plans,
        closing=_closing(assessments, plans, held, needs_plans, before),
    )
    return replace(events, expected=counted(events, targets.year))


def _plans(detailed: pd.DataFrame, episodes: Episodes) -> pd.DataFrame:
    return pd.DataFrame(
        {
            **episodes.rows(detailed["episode"].to_numpy()),
            "start_date": as_dates(detailed["start"].to_numpy()),
            "end_date": as_dates(detailed["end"].to_numpy()),
            "initial_category": detailed["initial_category"].to_numpy(),
            "latest_category": detailed["latest_category"].to_numpy(),
            "number_of_previous_plans": detailed["number_of_previous_plans"].to_numpy(),
            "carried": detailed["carried"].to_numpy(),
        }
    )


def _busy_until(episodes: Episodes, before: ClosingEvents | None) -> np.ndarray:
    """Return the last day of an earlier child protection plan, for each child by number."""
    busy = np.full(episodes.number_of_children, LONG_AGO)
    if before is not None and len(before.ended_plans):
        ids = pd.Series(episodes.child_id).drop_duplicates()
        ends = before.ended_plans.set_index("child_id")["end_date"].reindex(ids)
        days = as_days(ends)
        busy = np.where(days == NEVER, LONG_AGO, days)
    return busy


def _closing(
    assessments: pd.DataFrame,
    plans: pd.DataFrame,
    held: pd.DataFrame,
    needs_plans: pd.DataFrame,
    before: ClosingEvents | None,
) -> ClosingEvents:
    still_open = plans[plans["end_date"].isna()].reset_index(drop=True)
    ended = plans.loc[plans["end_date"].notna(), ["child_id", "end_date"]]
    if before is not None:
        ended = pd.concat([before.ended_plans, ended])
    done = assessments[assessments["authorisation_date"].notna()]
    return ClosingEvents(
        plans=still_open,
        reviews=held.merge(still_open[PLAN], on=PLAN),
        needs_plans=needs_plans[needs_plans["end_date"].isna()].reset_index(drop=True),
        assessed=done.groupby(["child_id", "referral_date"], as_index=False)["authorisation_date"].max(),
        ended_plans=ended.groupby("child_id", as_index=False)["end_date"].max(),
    )
