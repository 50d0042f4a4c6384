"""The years of an authority linked: what is open at the end of one is there when the next begins."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from flows.sample.calibrated.children import People
from flows.sample.calibrated.counting import counted
from flows.sample.calibrated.episodes import YearEpisodes, episodes_of_year
from flows.sample.calibrated.events import YearEvents, events_of_year
from flows.sample.calibrated.proofs import NOT_REACHED, reason
from flows.sample.calibrated.targets import Contradiction, Targets, YearTargets
from flows.sample.history import Histories

EPISODE = ["child_id", "referral_date"]
ENOUGH = 10  # referrals that show that a year was covered
ATTEMPTS = 4  # at a year that reaches every published figure; nearly always the first does
FURTHER_CONTACTS = 1.6  # contacts that lead to no referral, for each referral; ours


@dataclass(frozen=True)
class Picture:
    """
    What the census of a year says.

    `past`, in the first year, has the referrals of the year before that make some of the first ones re-referrals;
    where none does, some that were still open when the year began, so that the year before was covered.
    `expected` has what the histories come to, by measure; `contradictions` are those found so far.
    """

    year: int
    histories: Histories
    past: Histories | None
    expected: dict[str, int]
    contradictions: list[Contradiction]


class NoPublishedYear(LookupError):
    """Nothing was published about the authority for any of the years."""

    def __init__(self, authority_code: str, first_year: int, last_year: int) -> None:
        super().__init__(
            f"No referrals of authority {authority_code} were published for {first_year} to {last_year}. "
            'Nothing was written. Choose other years with "--from" and "--to".'
        )


@dataclass
class _Memory:
    """What next year has to know."""

    opening: pd.DataFrame | None = None
    earlier: pd.DataFrame | None = None
    before: pd.DataFrame | None = None
    people: People | None = None
    closing: object | None = None
    next_number: int = 1


def pictures(targets: Targets, *, first_year: int, last_year: int, seed: int) -> Iterator[Picture]:
    """
    Yield a picture for each published year, the same ones for the same seed.

    After a year without published figures the authority begins anew, with other children.
    """
    found: list[Contradiction] = []
    memory, last_published = _Memory(), None
    for year in published_years(targets, first_year=first_year, last_year=last_year):
        if last_published != year - 1:
            memory = _Memory(next_number=memory.next_number)
        random = np.random.default_rng([seed, int(targets.authority_code), year])
        picture = _picture(targets.years[year], memory, random, found)
        yield picture
        last_published = year if len(picture.histories.referrals) else None


def published_years(targets: Targets, *, first_year: int, last_year: int) -> list[int]:
    """Return the years with published figures among some years; raises `NoPublishedYear` if there are none."""
    published = [year for year in range(first_year, last_year + 1) if _is_published(targets, year)]
    if not published:
        raise NoPublishedYear(targets.authority_code, first_year, last_year)
    return published


def _is_published(targets: Targets, year: int) -> bool:
    """Tell whether anything of tables B, C and D was published; a population alone makes no children."""
    return year in targets.years and any(
        measure[:1] in "bcd" and measure[2] == "." for measure in targets.years[year].counts
    )


def with_following_year(targets: Targets, year: int) -> Targets:
    """Return the targets with an invented year after the last one, like it."""
    following = YearTargets(year + 1, targets.years[year].counts)
    return Targets(targets.authority_code, targets.authority_name, {**targets.years, year + 1: following})


def _picture(targets: YearTargets, memory: _Memory, random: np.random.Generator, found: list[Contradiction]) -> Picture:
    """Return a year's picture; of a few drawn ones the first that reaches every published figure, or else the best."""
    best: tuple[int, YearEpisodes, YearEvents, dict[str, int], list[Contradiction]] | None = None
    for _ in range(ATTEMPTS):
        drawn = _drawn(targets, memory, random)
        missing = differences(drawn[-1], targets)
        unreached = sum(note.reason == NOT_REACHED for note in missing)
        if best is None or unreached < best[0]:
            best = unreached, *drawn, missing
        if not unreached:
            break
    _, episodes, events, expected, missing = best
    found += missing
    history = episodes.past if memory.before is None else memory.before
    past = _past(episodes, targets.year) if memory.before is None else None
    _remember(memory, episodes, events, history)
    return Picture(targets.year, _histories(episodes, events, random), past, expected, list(found))


def _drawn(
    targets: YearTargets, memory: _Memory, random: np.random.Generator
) -> tuple[YearEpisodes, YearEvents, dict[str, int]]:
    """Draw the episodes of a year and what happened in them; return them with what they come to."""
    episodes = episodes_of_year(
        targets,
        opening=memory.opening,
        earlier=memory.earlier,
        random=random,
        first_number=memory.next_number,
        known=memory.people,
    )
    events = events_of_year(targets, referrals=episodes.referrals, opening_plans=memory.closing, random=random)
    history = episodes.past if memory.before is None else memory.before
    return episodes, events, counted(targets.year, episodes.referrals, episodes.disabilities, history) | events.expected


def differences(expected: dict[str, int], targets: YearTargets) -> list[Contradiction]:
    """Return each published figure that a year does not come to, with the sum that rules it out where one does."""
    return [
        Contradiction(targets.year, measure, published, kept, reason(measure, targets))
        for measure, kept in expected.items()
        if (published := targets.count(measure)) not in (None, kept)
    ]


def _remember(memory: _Memory, episodes: YearEpisodes, events: YearEvents, history: pd.DataFrame) -> None:
    referrals = episodes.referrals
    is_open = referrals["fate"] == "open"
    on_plan = events.closing.plans[EPISODE].drop_duplicates().assign(plan_open=True)
    opening = referrals[is_open].merge(on_plan, how="left", on=EPISODE)
    memory.opening = opening.assign(plan_open=opening["plan_open"].notna())
    memory.earlier = referrals[~is_open].reset_index(drop=True)
    memory.before = pd.concat([history, referrals], ignore_index=True).drop_duplicates(EPISODE, keep="last")
    memory.people = (memory.people or People.nobody()).updated_with(People(episodes.children, episodes.disabilities))
    memory.closing = events.closing
    memory.next_number = episodes.next_number


def _histories(episodes: YearEpisodes, events: YearEvents, random: np.random.Generator) -> Histories:
    return Histories(
        children=episodes.children,
        disabilities=episodes.disabilities,
        contacts=_contacts(episodes.referrals, random),
        referrals=episodes.referrals,
        assessments=events.assessments,
        factors=events.factors,
        enquiries=events.enquiries,
        needs_plans=events.needs_plans,
        plans=events.plans,
        reviews=events.reviews,
        conferences=events.conferences,
    )


def _past(episodes: YearEpisodes, year: int) -> Histories | None:
    """Return referrals of the year before the first one, and nothing that happened after them; None without any."""
    past = episodes.past if len(episodes.past) else _still_open(episodes.referrals, year)
    if past.empty:
        return None
    people = People(episodes.children, episodes.disabilities).only(past["child_id"])
    return Histories(
        children=people.children,
        disabilities=people.disabilities,
        contacts=_frame("contact_date", "source").drop(columns="referral_date"),
        referrals=past,
        assessments=_frame("start_date", "authorisation_date", "support_required"),
        factors=_frame("start_date", "factor"),
        enquiries=_frame("start_date", "target_date", "conference_date", "plan_outcome"),
        needs_plans=_frame("start_date", "end_date"),
        plans=_frame(
            *("start_date", "end_date", "initial_category", "latest_category", "number_of_previous_plans"),
        ),
        reviews=_frame("start_date", "review_date"),
    )


def _still_open(referrals: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return a few referrals of the year before, as they were on the day before the year began: open."""
    before = referrals["referral_date"].between(pd.Timestamp(year - 2, 4, 1), pd.Timestamp(year - 1, 3, 31))
    return referrals[before].head(ENOUGH).assign(closure_date=pd.NaT, closure_reason=None, fate="open")


def _frame(*columns: str) -> pd.DataFrame:
    """Return no rows, of the right types."""
    return pd.DataFrame(
        {name: pd.Series(dtype="datetime64[s]" if name.endswith("_date") else "str") for name in (*EPISODE, *columns)}
    )


def _contacts(referrals: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Return a contact for each referral, at most a day before, and as many further ones as are usual."""
    number = round(len(referrals) * FURTHER_CONTACTS)
    rows = np.concatenate([np.arange(len(referrals)), random.integers(0, max(len(referrals), 1), size=number)])
    days = np.concatenate([random.integers(0, 2, size=len(referrals)), random.integers(2, 120, size=number)]).astype(
        "timedelta64[D]"
    )
    made = referrals.iloc[rows[: len(days)] if len(referrals) else []]
    return (
        pd.DataFrame(
            {
                "child_id": made["child_id"].to_numpy(dtype=object),
                "contact_date": (made["referral_date"].to_numpy() - days[: len(made)]).astype("datetime64[s]"),
                "source": made["source"].to_numpy(dtype=object),
            }
        )
        .astype({"child_id": "str", "source": "str"})
        .drop_duplicates(ignore_index=True)
    )
