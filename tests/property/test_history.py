"""Laws of history."""

from itertools import pairwise

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.contract import UNMAPPED
from transforms.history import FOR_EVER, SINCE_EVER, versions

UNHURRIED = settings(deadline=None, max_examples=40)  # a slow machine fails no law
VALUES = st.sampled_from(["red", "blue", UNMAPPED, None])
STATEMENTS = st.lists(
    st.tuples(st.sampled_from(["Asha", "Ben"]), st.integers(0, 5), VALUES, VALUES), min_size=1, max_size=12
)


def frame_of(statements) -> pd.DataFrame:
    frame = pd.DataFrame(statements, columns=["name", "day", "colour", "shade"])
    days = pd.Timestamp(2024, 1, 1) + pd.to_timedelta(frame.pop("day"), unit="D")
    return frame.astype("str").assign(at=days.astype("datetime64[s]"))


def made(statements: pd.DataFrame) -> pd.DataFrame:
    return versions(statements, keys=["name"], attributes=["colour", "shade"], at="at")


@UNHURRIED
@given(STATEMENTS)
def test_versions_have_no_gaps_and_no_overlaps(statements):
    """Each version begins where the one before ends, from ever to ever, and one of each child is current."""
    for _, of_child in made(frame_of(statements)).groupby("name"):
        assert of_child["valid_from"].iloc[0] == SINCE_EVER
        assert of_child["valid_to"].iloc[-1] == FOR_EVER
        assert of_child["valid_from"].iloc[1:].tolist() == of_child["valid_to"].iloc[:-1].tolist()
        assert (of_child["valid_from"] < of_child["valid_to"]).all()
        assert of_child["is_current"].tolist() == [False] * (len(of_child) - 1) + [True]


@UNHURRIED
@given(STATEMENTS)
def test_every_child_is_kept(statements):
    """Whoever is spoken of has a version, and nobody else."""
    frame = frame_of(statements)
    assert set(made(frame)["name"]) == set(frame["name"])


@UNHURRIED
@given(STATEMENTS)
def test_neighbouring_versions_differ(statements):
    """A version starts only where something known changed."""
    for _, of_child in made(frame_of(statements)).groupby("name"):
        told = of_child[["colour", "shade"]].astype(object).where(of_child[["colour", "shade"]].notna(), None)
        rows = told.to_numpy().tolist()
        assert all(first != second for first, second in pairwise(rows))


@UNHURRIED
@given(STATEMENTS, st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_matter(statements, random):
    """Extracts may arrive in any order."""
    shuffled = random.sample(statements, len(statements))
    pd.testing.assert_frame_equal(made(frame_of(shuffled)), made(frame_of(statements)))


@UNHURRIED
@given(STATEMENTS, st.integers(0, 8))
def test_restating_what_holds_adds_nothing(statements, later):
    """Saying again on a later day what is believed then, or saying the same twice, changes nothing."""
    frame = frame_of(statements)
    before = made(frame)
    day = frame["at"].max() + pd.Timedelta(days=later)
    current = before.loc[before["is_current"], ["name", "colour", "shade"]].assign(at=day.as_unit("s"))
    pd.testing.assert_frame_equal(made(pd.concat([frame, frame, current], ignore_index=True)), before)


@UNHURRIED
@given(STATEMENTS)
def test_the_newest_known_value_is_current(statements):
    """The current version has what was known last, whatever was left out or unmapped since."""
    frame = frame_of(statements).query("colour.notna() and colour != @UNMAPPED")
    newest = frame.sort_values(["at", "colour"]).groupby("name")["colour"].last()
    current = made(frame_of(statements)).query("is_current").set_index("name")["colour"].dropna()
    assert current.to_dict() == newest.to_dict()
