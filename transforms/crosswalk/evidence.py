"""
Evidence that two identifiers are one child's, and what contradicts it.

A name is never evidence. Birth dates must be known and equal, unless the case system itself links the two.
"""

from enum import StrEnum

import pandas as pd

IDENTITY = ["space", "identifier"]


class Evidence(StrEnum):
    """Why two identifiers are one child's, strongest first."""

    confidence: str
    label: str

    EXPLICIT_LINK = "explicit_link", "certain", "The case system links them."
    SAME_UPN = "same_upn", "high", "The same full pupil number and the same birth date."
    FORMER_UPN = "former_upn", "high", "The former pupil number of one is that of the other; the same birth date."
    SAME_IDENTIFIER = "same_identifier", "good", "The SSDA903 uses the authority's own identifier; the same birth date."

    def __new__(cls, value: str, confidence: str, label: str):
        member = str.__new__(cls, value)
        member._value_ = value
        member.confidence = confidence
        member.label = label
        return member


_NOBODY = pd.Series(dtype="int64")
_NO_PAIRS = pd.DataFrame({"one": _NOBODY, "other": _NOBODY, "evidence": pd.Series(dtype="str")})
STRENGTH = {kind.value: place for place, kind in enumerate(Evidence)}


class Contradiction(StrEnum):
    """Why two identifiers were not joined although something says that they are one child's."""

    message: str

    OTHER_BIRTH_DATE = (
        "other_birth_date",
        "Two identifiers share a pupil number, a link or a text, but their birth dates differ.",
    )
    OTHER_SEX = "other_sex", "Two identifiers share a pupil number, a link or a text, but their sex differs."
    NO_BIRTH_DATE = (
        "no_birth_date",
        "Two identifiers share a pupil number or a text, but a birth date is missing: they may be two children.",
    )
    TWO_AT_ONCE = (
        "two_at_once",
        "A pupil number or a link is given to two identifiers at the same time: it identifies neither.",
    )
    BETWEEN_TWO = (
        "between_two",
        "An identifier without birth date or sex shares something with two children who differ in it.",
    )
    ACROSS_ADOPTION = (
        "across_adoption",
        "Something that was known before an adoption order is stated of an identifier used after it. "
        "The identities are kept apart; correct the record that still leads from one to the other.",
    )

    def __new__(cls, value: str, message: str):
        member = str.__new__(cls, value)
        member._value_ = value
        member.message = message
        return member


def candidates(known: pd.DataFrame, links: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Return the pairs of identifiers for which something speaks, and what speaks for no pair.

    Pairs are numbers of rows of `known` (`one`, `other`) with their `evidence`. The second frame has a `rule`, `one`
    and `other`, here always missing: what is given to two identifiers at once concerns each of them alone.
    """
    known = known.assign(number=range(len(known)))
    found = [_same_upn(known), _former_upn(known), _same_identifier(known), _linked(known, links)]
    pairs = pd.concat([pairs for pairs, _ in found], ignore_index=True)
    contested = pd.concat([numbers for _, numbers in found], ignore_index=True).drop_duplicates()
    ordered = pd.DataFrame(
        {
            "one": pairs[["one", "other"]].min(axis="columns"),
            "other": pairs[["one", "other"]].max(axis="columns"),
            "evidence": pairs["evidence"],
        }
    ).astype({"one": "int64", "other": "int64"})
    by_strength = ordered.assign(strength=ordered["evidence"].map(STRENGTH)).sort_values(["one", "other", "strength"])
    return (
        by_strength.drop(columns="strength").drop_duplicates(["one", "other"]).reset_index(drop=True),
        contradictions(Contradiction.TWO_AT_ONCE, contested.sort_values(ignore_index=True)),
    )


def judged(pairs: pd.DataFrame, known: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the pairs that nothing contradicts, and for the others what does."""
    one, other = (known.take(pairs[name]).reset_index(drop=True) for name in ("one", "other"))
    without = one["birth_date"].isna() | other["birth_date"].isna()
    reasons = {
        Contradiction.OTHER_BIRTH_DATE: ~without & (one["birth_date"] != other["birth_date"]),
        Contradiction.OTHER_SEX: one["sex"].notna() & other["sex"].notna() & (one["sex"] != other["sex"]),
        Contradiction.NO_BIRTH_DATE: without & (pairs["evidence"] != Evidence.EXPLICIT_LINK.value),
    }
    apart = pd.concat(
        [contradictions(rule, pairs.loc[mask, "one"], pairs.loc[mask, "other"]) for rule, mask in reasons.items()],
        ignore_index=True,
    ).drop_duplicates(["one", "other"])
    is_contradicted = pd.concat(reasons.values(), axis="columns").any(axis="columns")
    return pairs.loc[~is_contradicted].reset_index(drop=True), apart


def contradictions(rule: Contradiction, one: pd.Series, other: pd.Series | None = None) -> pd.DataFrame:
    """Return a frame of one contradiction for each pair, or for each identifier alone."""
    alone = pd.Series(pd.NA, index=one.index) if other is None else other
    return pd.DataFrame(
        {"rule": rule.value, "one": one.astype("Int64"), "other": alone.astype("Int64")}, index=one.index
    ).astype({"rule": "str"})


def _pairs(one: pd.Series, other: pd.Series, evidence: Evidence) -> pd.DataFrame:
    different = (one != other).to_numpy(dtype=bool)
    return pd.DataFrame(
        {
            "one": one.to_numpy(dtype="int64")[different],
            "other": other.to_numpy(dtype="int64")[different],
            "evidence": pd.array([evidence.value] * int(different.sum()), dtype="str"),
        }
    )


def _same_upn(known: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    stated = known[known["upn"].notna()]
    if not stated["upn"].duplicated().any():
        return _NO_PAIRS, _NOBODY
    at_once = stated.duplicated(["space", "upn", "upn_extract"], keep=False)
    of_one = stated.loc[~at_once, ["upn", "number"]]
    both = of_one.merge(of_one, on="upn", suffixes=("", "_other"))
    both = both[both["number"] < both["number_other"]]
    return _pairs(both["number"], both["number_other"], Evidence.SAME_UPN), stated.loc[at_once, "number"]


def _former_upn(known: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Return pairs of a child's former number and the number that somebody had no later."""
    later = known[known["former_upn"].notna()]
    earlier = known[known["upn"].notna()]
    if later.empty or earlier.empty:
        return _NO_PAIRS, _NOBODY
    at_once = later.duplicated(["space", "former_upn", "former_upn_extract"], keep=False)
    both = later.loc[~at_once].merge(earlier, left_on="former_upn", right_on="upn", suffixes=("", "_earlier"))
    both = both[both["number"] != both["number_earlier"]]
    beside = (both["space"] == both["space_earlier"]) & (both["former_upn_extract"] == both["upn_extract_earlier"])
    in_time = both["upn_since_earlier"] <= both["former_upn_until"]
    fitting = both[~beside & in_time]
    contested = pd.concat([later.loc[at_once, "number"], both.loc[beside, "number"]])
    return _pairs(fitting["number"], fitting["number_earlier"], Evidence.FORMER_UPN), contested


def _same_identifier(known: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    if known["space"].nunique() < 2:
        return _NO_PAIRS, _NOBODY
    both = known[["space", "identifier", "number"]].merge(
        known[["space", "identifier", "number"]], on="identifier", suffixes=("", "_other")
    )
    both = both[both["space"] < both["space_other"]]
    return _pairs(both["number"], both["number_other"], Evidence.SAME_IDENTIFIER), _NOBODY


def _linked(known: pd.DataFrame, links: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Return the pairs that a case system links, unless it links one identifier to two at the same time."""
    if links.empty:
        return _NO_PAIRS, _NOBODY
    linked_to = [f"linked_{name}" for name in IDENTITY]
    numbers = known[[*IDENTITY, "number"]]
    both = links.merge(numbers, on=IDENTITY).merge(
        numbers.rename(columns={name: f"linked_{name}" for name in [*IDENTITY, "number"]}), on=linked_to
    )
    both = both[both["number"] != both["linked_number"]].drop_duplicates()
    claims = both.assign(
        since=pd.to_datetime(both["valid_from"]).fillna(pd.Timestamp(1900, 1, 1)),
        until=pd.to_datetime(both["valid_to"]).fillna(pd.Timestamp(2200, 1, 1)),
    )
    rivals = claims.merge(claims, on="linked_number", suffixes=("", "_rival"))
    at_once = (
        (rivals["number"] != rivals["number_rival"])
        & (rivals["since"] < rivals["until_rival"])
        & (rivals["since_rival"] < rivals["until"])
    )
    contested = rivals.loc[at_once, "linked_number"].drop_duplicates()
    clear = both[~both["linked_number"].isin(contested)]
    return _pairs(clear["number"], clear["linked_number"], Evidence.EXPLICIT_LINK), contested.rename("number")
