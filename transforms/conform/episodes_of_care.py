"""
Episodes of care that several years' returns tell of differently, or that one leaves open: repaired by named rules.

A child is in one episode at a time. Where the live rows say otherwise, these rules decide (decision 0012), on what was
said and never on the order in which it arrived; the statements themselves stay in the conformed store as they are.
"""

import pandas as pd

from expectations.codes import ReasonEpisodeCeased, ReasonForNewEpisode
from transforms.conform.merging import Combined
from transforms.conform.section import Covers
from transforms.history import FOR_EVER, SINCE_EVER

ONE_DAY = pd.Timedelta(days=1)
CONTINUES = ReasonEpisodeCeased.X1.value
ANEW = ReasonForNewEpisode.STARTED.value
CARRIES_ON = sorted(ReasonForNewEpisode.values_in() - {ANEW})
KEY = ["child_id", "start_date"]
ALIKE = ("start_reason", "legal_status", "placement")
ALIKE_IF_KNOWN = ("placement_postcode", "placement_urn")

RULES: dict[str, str] = {
    "told_otherwise_since": "Left out: a newer return tells of an episode that lasted through all its days.",
    "closed_at_next_start": "An episode left open ends on the day the next begins, with reason X1.",
    "closed_before_new_period": "An episode left open ends the day before the child is looked after anew.",
    "cut_at_next_start": "An episode that overlaps the next ends on the day the next begins, with reason X1.",
    "cut_before_new_period": "An episode that overlaps the next ends the day before the child is looked after anew.",
    "reinstated": "An episode that newer returns no longer contain, but go on from, ends on the day the next begins.",
    "extended_to_next_start": "An episode that ceased with X1 before the next begins lasts until then.",
    "gap_left": "Not repaired: an episode ceased with X1, and the next is a new period or follows uncovered days.",
    "nothing_follows": "Not repaired: an episode ceased with X1, and no return tells of a next.",
}
"""Every rule with its meaning, in the order in which they are applied."""

LEFT = frozenset({"gap_left", "nothing_follows"})
"""Rules that only count what they leave as it is."""


def repair(combined: Combined, coverage: pd.DataFrame) -> tuple[Combined, dict[str, int]]:
    """
    Return the episodes of an authority, no two of a child at a time, and how many rows each rule concerned.

    Episodes that come back are no longer among those taken back. Repairing what was repaired changes nothing.
    """
    counts = dict.fromkeys(RULES, 0)
    episodes = combined.rows.sort_values(KEY, ignore_index=True)
    episodes = _without_what_was_told_otherwise_since(episodes, counts)
    episodes = _ended_at_the_next(episodes, counts)
    episodes, gone = _with_what_newer_returns_go_on_from(episodes, combined.taken_back, counts)
    episodes = _without_gaps(episodes, _covered_days(coverage), counts)
    return Combined(episodes, gone), {rule: count for rule, count in counts.items() if count}


def _without_what_was_told_otherwise_since(episodes: pd.DataFrame, counts: dict[str, int]) -> pd.DataFrame:
    """
    Leave out episodes within one that a newer return says lasted through them.

    A newer return whose own later episodes contradict the end of an episode is not believed in this.
    """
    ends = episodes["end_date"].fillna(FOR_EVER)
    told = episodes["as_at"]
    days = sorted(told.unique())
    believed = pd.Series(False, index=episodes.index)
    for day in days:
        following = _next(episodes[told >= day], "start_date").reindex(episodes.index)
        believed |= (told == day) & (following.isna() | (ends <= following))
    otherwise = pd.Series(False, index=episodes.index)
    for day in days[:-1]:
        reach = ends.where(believed & (told > day), SINCE_EVER).groupby(episodes["child_id"]).cummax()
        before = reach.groupby(episodes["child_id"]).shift().fillna(SINCE_EVER)
        otherwise |= (told == day) & (before >= ends) & (before > episodes["start_date"])
    counts["told_otherwise_since"] = int(otherwise.sum())
    return episodes[~otherwise].reset_index(drop=True)


def _ended_at_the_next(episodes: pd.DataFrame, counts: dict[str, int]) -> pd.DataFrame:
    """End each episode when the next begins, at the latest."""
    following = _next(episodes, "start_date")
    ends = episodes["end_date"]
    late = following.notna() & ~(ends <= following)
    anew = late & (_next(episodes, "start_reason") == ANEW) & (episodes["end_reason"] != CONTINUES)
    was_open = ends.isna()
    counts["closed_at_next_start"] = int((late & was_open & ~anew).sum())
    counts["closed_before_new_period"] = int((was_open & anew).sum())
    counts["cut_at_next_start"] = int((late & ~was_open & ~anew).sum())
    counts["cut_before_new_period"] = int((~was_open & anew).sum())
    return episodes.assign(
        end_date=ends.mask(late, following.mask(anew, following - ONE_DAY)),
        end_reason=episodes["end_reason"].mask(late & ~anew, CONTINUES),
    )


def _with_what_newer_returns_go_on_from(
    episodes: pd.DataFrame, taken_back: pd.DataFrame, counts: dict[str, int]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Bring back episodes that were open, were taken back, and from which a newer return goes on.

    The last before each episode that carries on comes back first, and then the last before that one.
    """
    while len(back := _gone_on_from(episodes, taken_back[taken_back["end_date"].isna()])):
        counts["reinstated"] += len(back)
        episodes = pd.concat([episodes, back]).sort_values(KEY, ignore_index=True)
        taken_back = taken_back.drop(back.index)
    return episodes, taken_back.reset_index(drop=True)


def _gone_on_from(episodes: pd.DataFrame, was_open: pd.DataFrame) -> pd.DataFrame:
    """Return, ended, the last open episode in each gap before one that carries on, unless it is the same one."""
    both = pd.concat([episodes.assign(is_live=True), was_open.assign(is_live=False)])
    both = both.assign(label=both.index).sort_values([*KEY, "is_live"], ignore_index=True)
    position = pd.Series(both.index, index=both.index).where(both["is_live"])
    before = position.groupby(both["child_id"]).ffill()
    after = position.groupby(both["child_id"]).bfill()
    free = ~both["is_live"] & after.notna()
    candidates = both[free]
    following = both.loc[after[free]].set_axis(candidates.index)
    busy_until = both["end_date"].reindex(before[free]).set_axis(candidates.index)
    chosen = (
        (following["start_date"] > candidates["start_date"])
        & following["start_reason"].isin(CARRIES_ON)
        & (following["as_at"] >= candidates["as_at"])
        & (before[free].isna() | (busy_until <= candidates["start_date"]))
        & ~_are_the_same(candidates, following)
    )
    ended = candidates.assign(end_date=following["start_date"], end_reason=CONTINUES)[chosen]
    last = ended.drop_duplicates(["child_id", "end_date"], keep="last")
    return last.set_index("label")[list(was_open.columns)]


def _are_the_same(ones: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    """Tell which pairs are one episode whose first day was corrected."""
    alike = pd.Series(True, index=ones.index)
    for name in ALIKE:
        alike &= (ones[name] == others[name]) | (ones[name].isna() & others[name].isna())
    for name in ALIKE_IF_KNOWN:
        alike &= (ones[name] == others[name]) | ones[name].isna() | others[name].isna()
    return alike


def _without_gaps(
    episodes: pd.DataFrame, covered: list[tuple[pd.Timestamp, pd.Timestamp]], counts: dict[str, int]
) -> pd.DataFrame:
    """Let an episode that ceased with X1 last until the next, if the next carries on and no return was missing."""
    following = _next(episodes, "start_date")
    ends = episodes["end_date"]
    ceased = ends.notna() & (episodes["end_reason"] == CONTINUES)
    gap = ceased & (following > ends + ONE_DAY)
    known = pd.Series(False, index=episodes.index)
    known_after = known.copy()
    for first, last in covered:
        known |= (ends >= first) & (following <= last)
        known_after |= (ends >= first) & (ends < last)
    extended = gap & _next(episodes, "start_reason").isin(CARRIES_ON) & known
    counts["extended_to_next_start"] = int(extended.sum())
    counts["gap_left"] = int((gap & ~extended).sum())
    counts["nothing_follows"] = int((ceased & following.isna() & known_after).sum())
    return episodes.assign(end_date=ends.mask(extended, following))


def _next(episodes: pd.DataFrame, column: str) -> pd.Series:
    """Return a column of the child's next episode."""
    return episodes.groupby("child_id")[column].shift(-1)


def _covered_days(coverage: pd.DataFrame) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Return the stretches of days that returns cover without a day missing between them."""
    whole = coverage[(coverage["dataset"] == "episodes_of_care") & (coverage["complete"] == Covers.EPISODES.value)]
    windows = whole[["covers_from", "covers_to"]].drop_duplicates().sort_values(["covers_from", "covers_to"])
    stretches: list[tuple[pd.Timestamp, pd.Timestamp]] = []
    for first, last in windows.itertuples(index=False):
        if stretches and first <= stretches[-1][1] + ONE_DAY:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], last))
        else:
            stretches.append((first, last))
    return stretches
