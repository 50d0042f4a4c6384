"""LAIT's measures beside those of the tables that they come from: two publications of the same fact should agree."""

import pandas as pd

from expectations.published import MEASURES
from expectations.published.recomputation import is_authority, recompute, same

DERIVED = frozenset(code for code, measure in MEASURES.items() if measure.derived)

PAIRS = {  # LAIT's measure -> the table's
    "lait.Continue_Assess_Comp": "c2.Within_45_days_percent",
    "lait.CP_conf_15days": "c4.Within_15_days_percent",
    "lait.ReReferral": "c1.Re_referrals_percent",
    "lait.PrevRegCPR": "d3.CPP_subsequent_percent",
    "lait.CPPlans2yrsActive": "d5.2_years_or_more_percent",
    "lait.CPPlans2yrs": "d7.2_years_or_more_percent",
    "lait.RevCP": "d6.Reviewed_within_timescales_percent",
}
CELL_COLUMNS = ["old_code", "year", "lait", "table"]


def agreement(figures: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """
    Compare LAIT with the tables, authority by authority and year by year: one row per pair of measures.

    Authorities meet by their number, because their code may have changed in between. `compared` are those for which
    both publish a value, `from_counts` those among them for which the counts are published too (a percentage of 0 may
    stand on a suppressed count); `differing` is a frame of those that are not equal.
    """
    counted = figures.assign(counted=recompute(figures).notna() | figures["measure"].isin(DERIVED))
    rows = []
    for lait, measure in PAIRS.items():
        beside = _of(counted, areas, lait, named="lait").merge(
            _of(counted, areas, measure, named="table"), on=["old_code", "year"], suffixes=("_lait", "")
        )
        beside["equal"] = same(beside["lait"], beside["table"])
        from_counts = beside[beside["counted"]]
        differing = beside.loc[~beside["equal"], CELL_COLUMNS].reset_index(drop=True)
        numbers = (len(beside), beside["equal"].sum(), len(from_counts), from_counts["equal"].sum())
        rows.append((lait, measure, *map(int, numbers), differing))
    return pd.DataFrame(
        rows, columns=["lait", "measure", "compared", "equal", "from_counts", "from_counts_equal", "differing"]
    )


def _of(figures: pd.DataFrame, areas: pd.DataFrame, measure: str, *, named: str) -> pd.DataFrame:
    own = figures[(figures["measure"] == measure) & figures["value"].notna()]
    own = own[is_authority(own)].merge(areas[["area_code", "old_code"]], on="area_code")
    shown = own["shown"].astype("float64")  # as presented: LAIT's values carry more decimal places than they mean
    return own.assign(**{named: shown})[["old_code", "year", "counted", named]].drop_duplicates(["old_code", "year"])
