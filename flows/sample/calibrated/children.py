"""
Who the invented children are.

Shares: England, children in need at 31 March 2024 (DfE, Characteristics of children in need, table A7); ages of
children referred are set a little lower, because older children stay longer.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from expectations.codes import Disability
from flows.sample.calibrated.days import as_dates

# Bounds in days before the day on which the age is counted; the first is an unborn child.
AGES = ((-170, -10), (0, 365), (366, 1826), (1827, 3652), (3653, 5843), (5844, 6510))
OPEN_AGES = np.array([1.7, 4.0, 14.1, 21.3, 32.2, 26.7])
REFERRED_AGES = np.array([2.0, 6.0, 19.0, 25.5, 34.5, 13.0])
SEXES = {"M": 54.6, "F": 43.4}
ETHNICITIES = {"WBRI": 62.7, "WIRI": 0.2, "WIRT": 0.3, "WROM": 0.4, "WOTH": 4.8, "MWBC": 3.0, "MWBA": 1.2, "MWAS": 1.6}
ETHNICITIES |= {"MOTH": 3.6, "AIND": 1.1, "APKN": 2.6, "ABAN": 1.2, "CHNE": 0.2, "AOTH": 3.2, "BAFR": 5.6, "BCRB": 1.8}
ETHNICITIES |= {"BOTH": 1.9, "OOTH": 4.4, "NOBT": 2.7, "REFU": 0.4}
# Table B2, England 2024: shares of the children with a disability recorded.
DISABILITIES = {"AUT": 44.2, "LD": 34.4, "BEH": 19.4, "DDA": 19.3, "COMM": 16.1, "MOB": 12.7, "VIS": 5.7, "PC": 5.1}
DISABILITIES |= {"INC": 4.0, "HEAR": 3.7, "CON": 3.5, "HAND": 1.7}
DISABLED = 0.10  # of children whose need has ended or was none: fewer than among those who stay open (13.6%)
LATEST_BEFORE_BIRTH = 200  # days from the referral of an unborn child to its birth


@dataclass(frozen=True)
class People:
    """Children and their disabilities, as in `Histories`."""

    children: pd.DataFrame
    disabilities: pd.DataFrame

    @classmethod
    def nobody(cls) -> "People":
        """Return empty frames."""
        return invented(
            np.zeros(0, dtype=object), np.zeros(0, dtype="int64"), np.zeros(0, dtype="int64"), np.random.default_rng(0)
        )

    def and_also(self, others: "People") -> "People":
        """Return both; nobody is in both."""
        return People(
            pd.concat([self.children, others.children], ignore_index=True),
            pd.concat([self.disabilities, others.disabilities], ignore_index=True),
        )

    def only(self, child_ids: pd.Series) -> "People":
        """Return some of them."""
        return People(
            self.children[among(self.children["child_id"], child_ids)].reset_index(drop=True),
            self.disabilities[among(self.disabilities["child_id"], child_ids)].reset_index(drop=True),
        )

    def updated_with(self, others: "People") -> "People":
        """Return both; of who is in both, what `others` says."""
        return People(
            self.children[~among(self.children["child_id"], others.children["child_id"])],
            self.disabilities[~among(self.disabilities["child_id"], others.children["child_id"])],
        ).and_also(others)


def invented(
    child_ids: np.ndarray, first_referred: np.ndarray, open_on: np.ndarray, random: np.random.Generator
) -> People:
    """
    Invent children; `open_on` is the day at which the age of a child with an open episode is counted, else 0.

    The birth date of an unborn child is the expected one: a census made before it says so.
    """
    number = len(child_ids)
    is_open = open_on > 0
    band = np.where(is_open, _drawn(OPEN_AGES, number, random), _drawn(REFERRED_AGES, number, random))
    bounds = np.array(AGES)[band]
    days_old = bounds[:, 0] + (random.random(number) * (bounds[:, 1] - bounds[:, 0] + 1)).astype("int64")
    born = np.where(is_open, open_on, first_referred) - days_old
    too_early = born > first_referred + LATEST_BEFORE_BIRTH
    born = np.where(too_early, first_referred + random.integers(-900, LATEST_BEFORE_BIRTH, size=number), born)
    ethnicities = np.array(list(ETHNICITIES), dtype=object)
    children = pd.DataFrame(
        {
            "child_id": pd.Series(child_ids, dtype="str"),
            "birth_date": as_dates(born),
            "expected_birth_date": pd.Series(pd.NaT, index=range(number), dtype="datetime64[s]"),
            "sex": pd.Series(np.array(list(SEXES), dtype=object)[_drawn(SEXES.values(), number, random)], dtype="str"),
            "ethnicity": pd.Series(ethnicities[_drawn(ETHNICITIES.values(), number, random)], dtype="str"),
        }
    )
    return People(children, disabilities(children["child_id"], random.random(number) < DISABLED, random))


def among(child_ids: pd.Series, others: pd.Series | np.ndarray) -> np.ndarray:
    """Return whether each is one of the others; over Python's strings, as Arrow's take ten times as long."""
    return pd.Series(child_ids.to_numpy(dtype=object), dtype=object).isin(np.asarray(others, dtype=object)).to_numpy()


def disabilities(child_ids: pd.Series, disabled: np.ndarray, random: np.random.Generator) -> pd.DataFrame:
    """Return one row or two for a disabled child, and a row that says NONE for any other."""
    ids = child_ids.to_numpy(dtype=object)
    codes = np.array(list(DISABILITIES), dtype=object)
    first = _drawn(DISABILITIES.values(), len(ids), random)
    second = _drawn(DISABILITIES.values(), len(ids), random)
    two = disabled & (first != second) & (random.random(len(ids)) < 0.5)
    return pd.DataFrame(
        {
            "child_id": pd.Series(np.concatenate([ids, ids[two]]), dtype="str"),
            "disability": pd.Series(
                np.concatenate([np.where(disabled, codes[first], Disability.NONE.value), codes[second[two]]]),
                dtype="str",
            ),
        }
    )


def with_disabled(people: People, open_children: np.ndarray, number: int, random: np.random.Generator) -> People:
    """Restate disabilities so that `number` of the children with an open episode have one."""
    disabled = set(people.disabilities.loc[people.disabilities["disability"] != Disability.NONE.value, "child_id"])
    has = np.fromiter((child in disabled for child in open_children), dtype=bool, count=len(open_children))
    difference = number - int(has.sum())
    changing = random.permutation(open_children[~has] if difference > 0 else open_children[has])[: abs(difference)]
    restated = disabilities(pd.Series(changing, dtype="str"), np.full(len(changing), difference > 0), random)
    kept = people.disabilities[~among(people.disabilities["child_id"], changing)]
    return People(people.children, pd.concat([kept, restated], ignore_index=True))


def _drawn(weights, number: int, random: np.random.Generator) -> np.ndarray:
    shares = np.fromiter(weights, dtype=float)
    return random.choice(len(shares), size=number, p=shares / shares.sum())
