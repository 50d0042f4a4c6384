"""Factors found at the end of assessments: so many episodes with any, and so many with each."""

import numpy as np
import pandas as pd

from expectations.codes import AssessmentFactor
from flows.sample.calibrated.apportionment import filled
from flows.sample.calibrated.targets import YearTargets

_THREE = {"child": "A", "parent": "B", "person": "C"}
CODES: dict[str, tuple[str, ...]] = {
    **{f"Alcohol_Misuse_{who}": (f"1{letter}",) for who, letter in _THREE.items()},
    **{f"Drug_Misuse_{who}": (f"2{letter}",) for who, letter in _THREE.items()},
    **{f"Domestic_Abuse_{who}": (f"3{letter}",) for who, letter in _THREE.items()},
    **{f"Mental_Health_{who}": (f"4{letter}",) for who, letter in _THREE.items()},
    **{f"Learning_Disability_{who}": (f"5{letter}",) for who, letter in _THREE.items()},
    **{f"Physical_Disability_{who}": (f"6{letter}",) for who, letter in _THREE.items()},
    "Young_Carer": ("7A",),
    "Privately_fostered": ("8B", "8C", "8D", "8E", "8F"),
    "Unaccompanied_asylum_seeker": ("9A",),
    "Going_missing": ("10A",),
    "Child_sexual_exploitation": ("11A",),
    "Trafficking": ("12A",),
    "Gangs": ("13A",),
    "Socially_unacceptable_behaviour": ("14A",),
    "Self_harm": ("15A",),
    "Neglect": ("16A",),
    "Emotional_Abuse": ("17A",),
    "Physical_Abuse_unknown": ("18A",),
    "Physical_Abuse_child_on_child": ("18B",),
    "Physical_Abuse_adult_on_child": ("18C",),
    "Sexual_Abuse_unknown": ("19A",),
    "Sexual_Abuse_child_on_child": ("19B",),
    "Sexual_Abuse_adult_on_child": ("19C",),
    "Female_Genital_Mutilation": ("22A",),
    "Faith_linked_abuse": ("23A",),
    "Child_criminal_exploitation": ("24A",),
    "Other": ("20",),
}
"""The columns of DfE's table C3 and the codes that each counts."""

SUPPRESSED = 3  # DfE suppresses one to five
SHARES = {"Domestic_Abuse_parent": 20, "Mental_Health_parent": 18, "Neglect": 12, "Emotional_Abuse": 10}
SHARES |= {"Drug_Misuse_parent": 8, "Alcohol_Misuse_parent": 7, "Mental_Health_child": 7, "Domestic_Abuse_child": 5}
SHARES |= {"Going_missing": 4, "Gangs": 4, "Other": 5}


def factors(targets: YearTargets, assessments: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """
    Return the factors of the year, at the last assessment that was completed in each episode.

    A code that the census of the year does not have is left out. Where the factors do not suffice for the episodes
    that have any, the rest have another one.
    """
    done = assessments[assessments["authorisation_date"].notna()]
    latest = done.sort_values("start_date").drop_duplicates(["child_id", "referral_date"], keep="last")
    published = targets.count("c3.Episodes_with_assessment_factor")
    number = min(round(0.8 * len(latest)) if published is None else published, len(latest))
    counts = np.minimum(_counts(targets, number, is_published=published is not None), number)
    has_factor = _has_factor(counts, number, random)
    episode, column = np.nonzero(has_factor)
    at = latest.iloc[random.permutation(len(latest))[:number]].iloc[episode]
    names = list(CODES)
    codes = [
        random.choice(CODES[names[place]]) if len(CODES[names[place]]) > 1 else CODES[names[place]][0]
        for place in column
    ]
    return at[["child_id", "referral_date", "start_date"]].assign(factor=codes).reset_index(drop=True)


def _counts(targets: YearTargets, number: int, *, is_published: bool) -> np.ndarray:
    in_force = AssessmentFactor.values_in(targets.year)
    usable = np.array([codes[0] in in_force for codes in CODES.values()])
    published = targets.counts_of("c3", CODES)
    if all(count is None for count in published):
        shares = [SHARES.get(column, 0.5) for column in CODES]
        counts = np.minimum(filled([None] * len(CODES), round(2.5 * number), shares), number)
    else:
        counts = np.array([SUPPRESSED if count is None else count for count in published])
    counts = np.where(usable, counts, 0)
    lacking = number - int(counts.sum())
    if lacking > 0:
        unknown = usable & np.array([count is None for count in published])
        place = int(np.argmax(unknown)) if unknown.any() else len(CODES) - 1
        counts[place] += lacking
    return counts


def _has_factor(counts: np.ndarray, number: int, random: np.random.Generator) -> np.ndarray:
    """Return which episode has which factor: each factor its count, each episode at least one."""
    table = np.zeros((number, len(counts)), dtype=bool)
    if not number or not counts.sum():
        return table
    one_each = random.multivariate_hypergeometric(counts, min(number, int(counts.sum())))
    table[np.arange(one_each.sum()), np.repeat(np.arange(len(counts)), one_each)] = True
    for place in np.flatnonzero(counts > one_each):
        others = np.flatnonzero(~table[:, place])
        table[random.permutation(others)[: counts[place] - one_each[place]], place] = True
    return table
