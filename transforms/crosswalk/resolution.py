"""From evidence to children: what is joined, what is kept apart, and which identifier names the child."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from transforms.crosswalk.evidence import STRENGTH, Contradiction, Evidence, candidates, contradictions, judged
from transforms.crosswalk.statements import AUTHORITY, IDENTITY, SPACES, space_of

_CONTRADICTION = ["rule", "one_space", "one_identifier", "other_space", "other_identifier"]
PAIR = ["one", "other"]
OWN = "own"  # the evidence of the identifier that names the child


@dataclass(frozen=True)
class Crosswalk:
    """
    Which child each identifier is of.

    `identifiers` has a row for each identifier: space, identifier, `child_id` (the one that names the child in the
    star), the strongest evidence for it, confidence, the days on which it was stated, and the day of an adoption
    order. `contradictions` has a row for each pair, or single identifier, that was not joined, with the rule;
    identities on the two sides of an adoption are counted there, and not named.
    """

    identifiers: pd.DataFrame
    contradictions: pd.DataFrame

    @property
    def joined(self) -> int:
        """How many identifiers are one more of a child that is known by another."""
        return int((self.identifiers["evidence"] != OWN).sum())

    @cached_property
    def _renamed(self) -> dict[str, dict[str, str]]:
        moved = self.identifiers[self.identifiers["identifier"] != self.identifiers["child_id"]]
        return {
            space: dict(zip(rows["identifier"], rows["child_id"], strict=True))
            for space, rows in moved.groupby("space")
        }

    def rekey(self, statements: pd.DataFrame) -> pd.DataFrame:
        """
        Return statements under the identifier that names the child.

        They are in the order of the identifiers as stated, so that of two records of one child in one extract the
        same one counts always, whatever the order of rows in the store.
        """
        if "child_id" not in statements or statements.empty or not self._renamed:
            return statements
        spaces = space_of(statements["section"])
        renamed = pd.Series(statements["child_id"].array.copy(), index=statements.index)
        for space, names in self._renamed.items():
            of_space = (spaces == space) & statements["child_id"].isin(names.keys())
            renamed = renamed.mask(of_space, statements["child_id"].map(names).astype("str"))
        return statements.assign(child_id=renamed, stated_id=statements["child_id"]).sort_values(
            ["child_id", "stated_id"], kind="stable", ignore_index=True
        )[list(statements.columns)]


def crosswalk(known: pd.DataFrame, links: pd.DataFrame, adoptions: pd.DataFrame) -> Crosswalk:
    """
    Join the identifiers of one child, transitively, where evidence says so and nothing contradicts it.

    Evidence that contradicts itself is not followed, and no evidence leads across an adoption order: identifiers
    whose record ends with the order are one identity, those that begin after it another.
    """
    known = _with_linked(known, links).merge(adoptions.assign(adopted=True), how="left", on=IDENTITY, validate="1:1")
    adopted = known["adopted"].notna()
    suggested, at_once = candidates(known, links)
    known = known.assign(is_adopted_or_beside=adopted)
    if suggested.empty and at_once.empty:
        return Crosswalk(_resolved(known, suggested), _in_words(known, at_once))
    agreeing, apart = judged(suggested, known)
    # Whatever two records share, an adoption between them keeps them apart, and all that they are joined with; only
    # a text that two series of identifiers use for two children says nothing.
    telling = suggested[suggested["evidence"] != Evidence.SAME_IDENTIFIER]
    telling = pd.concat([telling, agreeing], ignore_index=True).drop_duplicates(PAIR, ignore_index=True)
    on_one_side, across = _within_one_identity(telling, known, adopted.to_numpy())
    pairs, between = _unambiguous(agreeing.merge(on_one_side[PAIR], on=PAIR), known)
    # What is shown must not lead from one identity of an adopted child to the other: it is counted without names.
    of_adopted = adopted.groupby(_components(telling, len(known))).transform("any")
    known = known.assign(is_adopted_or_beside=of_adopted)
    secret = np.flatnonzero(of_adopted)
    named = pd.concat([apart[~_among(apart, across)], at_once, between], ignore_index=True)
    crossing = named["one"].isin(secret) | named["other"].isin(secret)
    nameless = pd.concat([across, named[crossing]], ignore_index=True).assign(one=pd.NA, other=pd.NA)
    return Crosswalk(
        identifiers=_resolved(known, pairs),
        contradictions=_in_words(known, pd.concat([named[~crossing], nameless], ignore_index=True)),
    )


def _among(pairs: pd.DataFrame, others: pd.DataFrame) -> np.ndarray:
    """Say for each pair whether it is among the others."""
    return pd.MultiIndex.from_frame(pairs[PAIR]).isin(pd.MultiIndex.from_frame(others[PAIR]))


def components(count: int, pairs: Iterable[tuple[int, int]]) -> np.ndarray:
    """Return for each of `count` things the smallest that it is connected with (union-find)."""
    leader = list(range(count))

    def find(thing: int) -> int:
        while leader[thing] != thing:
            leader[thing] = leader[leader[thing]]
            thing = leader[thing]
        return thing

    for one, other in pairs:
        first, second = sorted((find(one), find(other)))
        leader[second] = first
    return np.array([find(thing) for thing in range(count)], dtype="int64")


def _components(pairs: pd.DataFrame, count: int) -> np.ndarray:
    """Return the component of each identifier; only those in pairs are gone through."""
    involved = pd.unique(pairs[PAIR].to_numpy().ravel())
    involved.sort()
    places = {number: place for place, number in enumerate(involved.tolist())}
    found = components(
        len(involved),
        ((places[one], places[other]) for one, other in zip(pairs["one"], pairs["other"], strict=True)),
    )
    component = np.arange(count, dtype="int64")
    component[involved] = involved[found]
    return component


def _with_linked(known: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Add the identifiers that are known from links alone."""
    if links.empty:
        return known
    linked = links[[f"linked_{name}" for name in IDENTITY]].set_axis(IDENTITY, axis="columns").drop_duplicates()
    new = linked.merge(known[IDENTITY], how="left", on=IDENTITY, indicator=True)
    new = new.loc[new["_merge"] == "left_only", IDENTITY]
    if new.empty:
        return known
    return pd.concat([known, new.reindex(columns=known.columns).astype(known.dtypes)]).sort_values(
        IDENTITY, ignore_index=True
    )


def _within_one_identity(
    pairs: pd.DataFrame, known: pd.DataFrame, adopted: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Keep the pairs that lie on one side of every adoption order that concerns them.

    Where the day of an order is not known, and where a record lies on both sides, nobody can tell: it stays alone.
    """
    orders = known["adopted_on"].to_numpy(dtype="datetime64[s]")
    first, last = (known[name].to_numpy(dtype="datetime64[s]") for name in ("first_day", "last_day"))
    alone = adopted & np.isnat(orders)
    crossing = alone[pairs["one"]] | alone[pairs["other"]]
    lost = [pairs[crossing]]
    pairs = pairs[~crossing].reset_index(drop=True)
    while len(pairs):
        component = _components(pairs, len(known))
        order = pd.Series(orders).groupby(component).transform("min").to_numpy(dtype="datetime64[s]")
        before, after = last <= order, first > order
        one, other = pairs["one"].to_numpy(), pairs["other"].to_numpy()
        together = np.isnat(order[one]) | (before[one] & before[other]) | (after[one] & after[other])
        if together.all():
            break
        lost.append(pairs[~together])
        pairs = pairs[together].reset_index(drop=True)
    across = pd.concat(lost, ignore_index=True)
    return pairs, contradictions(Contradiction.ACROSS_ADOPTION, across["one"], across["other"])


def _unambiguous(pairs: pd.DataFrame, known: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Drop the pairs over which two children of different birth date or sex would become one."""
    lost = []
    for name in ("birth_date", "sex"):
        component = _components(pairs, len(known))
        differ = known[name].groupby(component).transform("nunique").to_numpy() > 1
        unknown = known[name].isna().to_numpy()
        one, other = pairs["one"].to_numpy(), pairs["other"].to_numpy()
        ambiguous = differ[one] & (unknown[one] | unknown[other])
        lost.append(pairs[ambiguous])
        pairs = pairs[~ambiguous].reset_index(drop=True)
    dropped = pd.concat(lost, ignore_index=True)
    return pairs, contradictions(Contradiction.BETWEEN_TWO, dropped["one"], dropped["other"])


def _resolved(known: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """
    Name each child by the authority's own identifier that was described first, the SSDA903's where there is no other.

    An identifier that comes later does not rename the child. An SSDA903 identifier that the authority uses for
    somebody else is told from it by the name of the return.
    """
    number = np.arange(len(known))
    component = _components(pairs, len(known))
    ranked = known.assign(
        component=component, place=known["space"].map({name: place for place, name in enumerate(SPACES)})
    ).sort_values(["component", "place", "first_described", "identifier"], na_position="last")
    first = ranked.drop_duplicates("component")
    naming = pd.Series(first.index, index=first["component"]).reindex(component).to_numpy()
    names = known["identifier"].take(naming).set_axis(known.index)
    is_return = (known["space"] != AUTHORITY).take(naming).set_axis(known.index)
    used = names.isin(known.loc[known["space"] == AUTHORITY, "identifier"])
    evidence = pd.Series(_strongest(pairs, len(known)), dtype="str").mask(naming == number, OWN)
    return known.assign(
        child_id=names.mask(is_return & used, names + " (SSDA903)"),
        evidence=evidence,
        confidence=evidence.map({OWN: "certain"} | {kind.value: kind.confidence for kind in Evidence}).astype("str"),
    )


def _strongest(pairs: pd.DataFrame, count: int) -> np.ndarray:
    """Return the strongest evidence that each identifier is in; the last of the kinds where there is none."""
    kinds = np.array([kind.value for kind in Evidence], dtype=object)
    strongest = np.full(count, len(kinds) - 1)
    strengths = pairs["evidence"].map(STRENGTH).to_numpy(dtype="int64")
    for side in ("one", "other"):
        np.minimum.at(strongest, pairs[side].to_numpy(), strengths)
    return kinds[strongest]


def _in_words(known: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    if found.empty:
        return pd.DataFrame(columns=_CONTRADICTION).astype("str")
    sides = {
        side: known[IDENTITY]
        .add_prefix(f"{side}_")
        .reindex(found[side].astype("Int64").fillna(-1))
        .reset_index(drop=True)
        for side in ("one", "other")
    }
    told = pd.concat([found[["rule"]].reset_index(drop=True), *sides.values()], axis="columns")
    return told.astype("str").sort_values(list(told.columns), ignore_index=True)
