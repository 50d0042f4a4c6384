"""
One child under several identifiers: the laws of joining (decision 10).

The default suite draws few examples; `make campaign-orders` draws 300 of each law.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.crosswalk import Contradiction, Crosswalk, crosswalk, known_identifiers, links

BORN = [date(2010, 5, 1), date(2011, 6, 2)]
YEARS = [date(2020, 3, 31), date(2021, 3, 31), date(2022, 3, 31)]
UPNS = ["A123456789012", "B123456789012"]
few, many = settings(max_examples=6, deadline=None), settings(max_examples=300, deadline=None)


@dataclass(frozen=True)
class Said:
    """What one extract says about one child, and the day of one event of the child."""

    section: str
    child_id: str
    as_at: date
    birth_date: date | None
    sex: str | None
    upn: str | None
    former_upn: str | None
    event: date

    @property
    def extract(self) -> str:
        return f"{self.section} {self.as_at}"


@dataclass(frozen=True)
class World:
    """Everything that was ever said, links, and adoption orders by identifier."""

    said: tuple[Said, ...]
    linked: tuple[tuple[str, str], ...] = ()
    adopted: tuple[tuple[str, str, date | None], ...] = ()


said = st.builds(
    Said,
    section=st.sampled_from(["cin_census.children", "ssda903.looked_after_children"]),
    child_id=st.sampled_from(["1", "2", "3", "4"]),
    as_at=st.sampled_from(YEARS),
    birth_date=st.sampled_from([*BORN, BORN[0], None]),
    sex=st.sampled_from(["M", "F", "M", None]),
    upn=st.sampled_from([*UPNS, None]),
    former_upn=st.sampled_from([*UPNS, None, None]),
    event=st.sampled_from([day - timedelta(days=100) for day in YEARS]),
)
worlds = st.builds(
    World,
    said=st.lists(said, max_size=7, unique_by=lambda each: (each.section, each.child_id, each.as_at)).map(tuple),
    linked=st.lists(st.tuples(st.sampled_from("1234"), st.sampled_from("1234")), max_size=2).map(tuple),
    adopted=st.lists(
        st.tuples(
            st.sampled_from(["authority", "ssda903"]),
            st.sampled_from("1234"),
            st.sampled_from([None, YEARS[0], YEARS[1]]),
        ),
        max_size=1,
    ).map(tuple),
)


def resolve(world: World) -> Crosswalk:
    """Return the crosswalk of everything that was said."""
    frame = pd.DataFrame([vars(each) | {"extract_id": each.extract} for each in world.said], columns=_COLUMNS)
    typed = frame.astype({name: "datetime64[s]" if name in _DAYS else "str" for name in frame.columns})
    stated = typed.groupby(["section", "child_id"], as_index=False).agg(
        first_day=("event", "min"),
        last_day=("event", "max"),
        first_stated=("as_at", "min"),
        last_stated=("as_at", "max"),
    )
    of_903 = typed["section"].str.startswith("ssda903")
    return crosswalk(
        known_identifiers(stated, typed[~of_903], typed[of_903]),
        links(_linked(world.linked)),
        pd.DataFrame(world.adopted, columns=["space", "identifier", "adopted_on"]).astype(
            {"space": "str", "identifier": "str", "adopted_on": "datetime64[s]"}
        ),
    )


_DAYS = {"as_at", "birth_date", "event"}
_COLUMNS = ["section", "child_id", "as_at", "birth_date", "sex", "upn", "former_upn", "event", "extract_id"]


def _linked(pairs) -> pd.DataFrame:
    rows = [("ssd.linked_identifiers", one, "Case Number", other, None, None) for one, other in pairs]
    columns = ["section", "child_id", "identifier_type", "identifier_value", "valid_from_date", "valid_to_date"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[:4], "str"))


def assert_the_same_in_any_order(world, data):
    """With links told twice and everything in another order."""
    shuffled = replace(
        world,
        said=tuple(data.draw(st.permutations(world.said))),
        linked=tuple(data.draw(st.permutations([*world.linked, *world.linked]))),
    )
    first, second = resolve(world), resolve(shuffled)
    pd.testing.assert_frame_equal(first.identifiers, second.identifiers)
    pd.testing.assert_frame_equal(first.contradictions, second.contradictions)


def assert_an_equivalence_that_crosses_no_adoption(world):
    """
    Each identifier is of one child, who is named by one of them; children who differ in birth date or sex are two.

    Of a child with an adoption order either everything happened by the order, or everything after it.
    """
    found = resolve(world)
    identifiers = found.identifiers
    assert not identifiers.duplicated(["space", "identifier"]).any()
    children = identifiers.groupby("child_id")
    assert (children["evidence"].agg(lambda kinds: (kinds == "own").sum()) == 1).all()
    names = identifiers.loc[identifiers["evidence"] == "own"].set_index("child_id")["identifier"]
    assert (names.index.str.removesuffix(" (SSDA903)") == names).all()
    for _, members in children:
        assert all(len(set(members[name].dropna())) <= 1 for name in ("birth_date", "sex"))
        if len(members) > 1 and members["adopted"].notna().any():
            order = members["adopted_on"].min()
            assert (members["last_day"] <= order).all() or (members["first_day"] > order).all()
    crossing = found.contradictions["rule"] == Contradiction.ACROSS_ADOPTION.value
    assert found.contradictions.loc[crossing].drop(columns="rule").isna().all(axis=None)


def assert_split_without_evidence(world, data):
    """Without the evidence of one identifier it is a child of its own; the others are as if it had never been."""
    alone = data.draw(st.sampled_from("1234"))
    bare = replace(
        world,
        linked=tuple(pair for pair in world.linked if alone not in pair),
        said=tuple(
            replace(each, upn=None, former_upn=None, birth_date=None) if each.child_id == alone else each
            for each in world.said
        ),
    )
    identifiers = resolve(bare).identifiers
    of_it = identifiers["identifier"] == alone
    assert (identifiers.loc[of_it, "evidence"] == "own").all()
    absent = replace(bare, said=tuple(each for each in bare.said if each.child_id != alone))
    others = resolve(absent).identifiers
    pd.testing.assert_frame_equal(
        identifiers.loc[~of_it, ["space", "identifier", "child_id"]].reset_index(drop=True),
        others.loc[others["identifier"] != alone, ["space", "identifier", "child_id"]].reset_index(drop=True),
    )


@few
@given(worlds, st.data())
def test_any_order_of_arrival_gives_the_same_crosswalk(world, data):
    """The first law."""
    assert_the_same_in_any_order(world, data)


@few
@given(worlds)
def test_joining_is_an_equivalence_and_never_crosses_an_adoption(world):
    """The second."""
    assert_an_equivalence_that_crosses_no_adoption(world)


@few
@given(worlds, st.data())
def test_evidence_that_is_taken_back_splits_what_it_had_joined(world, data):
    """The third."""
    assert_split_without_evidence(world, data)


@pytest.mark.campaign
@many
@given(worlds, st.data())
def test_many_worlds_bear_all_three(world, data):
    """As the three above, in more worlds."""
    assert_the_same_in_any_order(world, data)
    assert_an_equivalence_that_crosses_no_adoption(world)
    assert_split_without_evidence(world, data)
