"""Counts a generated year by the published definitions, without a look at what was aimed for."""

import numpy as np
import pandas as pd

from expectations.codes import Disability
from flows.sample.calibrated.amounts import DURATIONS, MONTHS, NEEDS, REASONS, SOURCES
from flows.sample.calibrated.descriptions import CODES


def counted(
    year: int, referrals: pd.DataFrame, disabilities: pd.DataFrame, earlier: pd.DataFrame | None = None
) -> dict[str, int]:
    """
    Return the counts of a year by measure.

    `referrals` has every episode open on any day of the year and every referral made in it; `earlier` the
    referrals of the years before, for re-referrals.
    """
    first, last = pd.Timestamp(year - 1, 4, 1), pd.Timestamp(year, 3, 31)
    made = referrals[referrals["referral_date"].between(first, last)]
    no_further_action = referrals["no_further_action"].astype(bool)
    in_need = ~no_further_action & ~referrals["closure_reason"].isin(["RC8", "RC9"])
    started = made[in_need[made.index]]
    ended = referrals[in_need & referrals["closure_date"].between(first, last)]
    is_open = referrals[~no_further_action & referrals["closure_date"].isna()]
    counts = {
        **_front_door(made, pd.concat([earlier, referrals]) if earlier is not None else referrals),
        "b1.Started_episodes": len(started),
        "b1.Started_child": started["child_id"].nunique(),
        "b1.Ended_episodes": len(ended),
        "b1.Ended_child": ended["child_id"].nunique(),
        "b1.At31_episodes": len(is_open),
        "b1.Anypoint_episodes": len(is_open) + len(ended),
        "b1.Anypoint_child": pd.concat([is_open, ended])["child_id"].nunique(),
        "b2.At31_episodes_disability_recorded": int(
            is_open["child_id"]
            .isin(disabilities.loc[disabilities["disability"] != Disability.NONE.value, "child_id"])
            .sum()
        ),
        **_by_code("b3", NEEDS, is_open["primary_need"]),
        **_by_duration("b4", is_open["referral_date"], pd.Series(last, index=is_open.index)),
        **_by_duration("b5", ended["referral_date"], ended["closure_date"]),
        **_by_code("b6", REASONS, ended["closure_reason"].fillna("unknown")),
    }
    for table, total in (("b2", "At31"), ("b3", "At31"), ("b4", "At31"), ("b5", "Ended"), ("b6", "Ended")):
        counts[f"{table}.{total}_episodes"] = counts[f"b1.{total}_episodes"]
    return counts


def _front_door(made: pd.DataFrame, history: pd.DataFrame) -> dict[str, int]:
    days = history[["child_id", "referral_date"]].drop_duplicates().sort_values(["child_id", "referral_date"])
    before = days.groupby("child_id")["referral_date"].shift()
    since = days["referral_date"] - pd.DateOffset(months=12)
    repeated = days[before >= since]
    again = made.merge(repeated, on=["child_id", "referral_date"])
    month = (made["referral_date"].dt.month - 4) % 12
    groups = {code: group for group, codes in CODES.items() for code in codes}
    source = made["source"].map(groups)
    return {
        "c1.Referrals": len(made),
        "c1.Referrals_child": made["child_id"].nunique(),
        "c1.Re_referrals": len(again),
        "c1.Re_referrals_child": again["child_id"].nunique(),
        "c1.No_Further_Action": int(made["no_further_action"].sum()),
        "c1.Not_in_Need": int((made["closure_reason"].isin(["RC8", "RC9"]) & made["closure_date"].notna()).sum()),
        "c5.Referrals": len(made),
        **{f"c5.{group}": int((source == group).sum()) for group in SOURCES},
        "c6.Referrals": len(made),
        **{f"c6.{name}": int((month == number).sum()) for number, name in enumerate(MONTHS)},
    }


def _by_code(table: str, columns: tuple[str, ...], codes: pd.Series) -> dict[str, int]:
    return {f"{table}.{column}": int((codes == column.partition("_")[0]).sum()) for column in columns}


def _by_duration(table: str, start: pd.Series, end: pd.Series) -> dict[str, int]:
    """Count by DfE's durations: three and six months are reached on the day, a year and two are not."""
    edges = np.select(
        [
            end <= start + pd.DateOffset(months=3),
            end <= start + pd.DateOffset(months=6),
            end < start + pd.DateOffset(months=12),
            end < start + pd.DateOffset(months=24),
        ],
        [0, 1, 2, 3],
        4,
    )
    return {f"{table}.{column}": int((edges == band).sum()) for band, column in enumerate(DURATIONS)}
