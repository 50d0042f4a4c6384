"""What a census says about an episode besides its dates: source, need, reason for closure, team and worker."""

import numpy as np
import pandas as pd

from expectations.codes import ReferralSource
from flows.sample.calibrated.amounts import NEEDS, SOURCES, USUAL_NEEDS, USUAL_SOURCES, Amounts
from flows.sample.history import TEAMS, WORKERS

# The codes of each published group, and how often each is met; ours, DfE publishes the groups only.
CODES = {
    "Individual": {"1A": 6, "1B": 1, "1C": 1, "1D": 2},
    "Schools": {"2A": 1},
    "Education_Services": {"2B": 1},
    "Health_Services": {"3A": 2, "3B": 3, "3C": 1, "3D": 3, "3E": 5, "3F": 3},
    "Housing": {"4": 1},
    "LA_Services": {"5A": 5, "5B": 3, "5C": 2, "5D": 3},
    "Police": {"6": 1},
    "Other_legal_agency": {"7": 1},
    "Other": {"8": 1},
    "Anonymous": {"9": 1},
    "Unknown": {"10": 1},
}
NEED_CODES = np.array([column.partition("_")[0] for column in NEEDS], dtype=object)


def described(
    rows: pd.DataFrame,
    amounts: Amounts,
    *,
    opening: pd.DataFrame | None,
    opening_row: np.ndarray,
    random: np.random.Generator,
) -> pd.DataFrame:
    """
    Return the referrals with source, need, reason for closure, team and worker.

    Sources of the year's referrals, needs of what is open and reasons of what ended add up to the published
    ones. `opening_row` says for the first rows which row of `opening` each continues; that keeps what it had.
    """
    number = len(rows)
    fate = rows["fate"].to_numpy(dtype=object)
    is_new = rows["is_new"].to_numpy(dtype=bool)
    source = _drawn_sources(number, amounts.year, random)
    source[is_new] = _sources(amounts, int(is_new.sum()), random)
    need = random.choice(NEED_CODES, size=number, p=np.array(USUAL_NEEDS) / sum(USUAL_NEEDS)).astype(object)
    team, worker = random.choice(TEAMS, size=number).astype(object), random.choice(WORKERS, size=number).astype(object)
    continuing = np.flatnonzero(opening_row >= 0)
    if len(continuing):
        before = opening.iloc[opening_row[continuing]]
        for values, column in ((source, "source"), (need, "primary_need"), (team, "team"), (worker, "worker")):
            values[continuing] = before[column].to_numpy(dtype=object)
    is_open = fate == "open"
    is_continuing = np.isin(np.arange(number), continuing)
    need[is_open] = _needs(need[is_open], is_continuing[is_open], amounts.needs, random)
    need[fate == "no_further_action"] = None
    reason = np.full(number, None, dtype=object)
    reason[np.isin(fate, ["not_in_need", "cleared"])] = "RC8"
    reason[fate == "ended"] = _reasons(amounts, int((fate == "ended").sum()), random)
    return pd.DataFrame(
        {
            "child_id": rows["child_id"].astype("str"),
            "source": pd.Series(source, dtype="str"),
            "no_further_action": fate == "no_further_action",
            "primary_need": pd.Series(need, dtype="str"),
            "closure_reason": pd.Series(reason, dtype="str"),
            "team": pd.Series(team, dtype="str"),
            "worker": pd.Series(worker, dtype="str"),
            "fate": pd.Series(fate, dtype="str"),
        }
    )


def _codes(group: str, year: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the codes of a group that the census of the year had, and their shares."""
    valid = {code: weight for code, weight in CODES[group].items() if code in ReferralSource.values_in(year)}
    weights = np.array(list(valid.values()), dtype=float)
    return np.array(list(valid), dtype=object), weights / weights.sum()


def _sources(amounts: Amounts, number: int, random: np.random.Generator) -> np.ndarray:
    drawn = []
    for group, count in zip(SOURCES, amounts.sources, strict=True):
        codes, shares = _codes(group, amounts.year)
        drawn.append(random.choice(codes, size=int(count), p=shares))
    return random.permutation(np.concatenate(drawn))[:number]


def _drawn_sources(number: int, year: int, random: np.random.Generator) -> np.ndarray:
    """Draw sources for episodes of earlier years."""
    groups = random.choice(len(SOURCES), size=number, p=np.array(USUAL_SOURCES) / sum(USUAL_SOURCES))
    source = np.full(number, None, dtype=object)
    for position, group in enumerate(SOURCES):
        of_group = groups == position
        codes, shares = _codes(group, min(year, 2022))
        source[of_group] = random.choice(codes, size=int(of_group.sum()), p=shares)
    return source


def _needs(
    needs: np.ndarray, is_continuing: np.ndarray, published: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    """Keep the needs of continuing episodes as far as the published ones allow; restate or choose the others."""
    left = dict(zip(NEED_CODES, (int(count) for count in published), strict=True))
    kept = np.zeros(len(needs), dtype=bool)
    for code in NEED_CODES:
        same = random.permutation(np.flatnonzero(is_continuing & (needs == code)))[: left[code]]
        kept[same] = True
        left[code] -= len(same)
    others = np.repeat(NEED_CODES, [left[code] for code in NEED_CODES])
    result = needs.copy()
    result[~kept] = random.permutation(others)
    return result


def _reasons(amounts: Amounts, number: int, random: np.random.Generator) -> np.ndarray:
    """Return reasons for closure; one that is not known stays empty."""
    codes = np.array([None, *(f"RC{reason}" for reason in range(1, 8))], dtype=object)
    return random.permutation(np.repeat(codes, amounts.reasons))[:number]
