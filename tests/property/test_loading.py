"""Laws of loading: the last state counts, keys never move, nothing is lost."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from sqlalchemy import select

import expectations.datasets  # noqa: F401 - fills DATASETS
from transforms.ages import AGE_BANDS
from transforms.dimensions.dim_date import dim_date
from warehouse.contents import FACT_TABLES, natural_columns
from warehouse.dimensions import Child
from warehouse.engine import connect, read_frame
from warehouse.loading import content_hash, load_star, partition, seed
from warehouse.schema import create_warehouse

BANDS = pd.DataFrame(AGE_BANDS, columns=["label", "from_age", "to_age"])
FOR_EVER = "9999-12-31"

names = st.sampled_from(["Asha", "Ben", "Cara", "Dev"])
days = st.sampled_from(["2023-12-31", "2024-01-01", "2024-02-29", "2024-03-01", "1989-12-31"])
sources = st.sampled_from(["1A", "6", "10", "?"])
histories = st.dictionaries(names, st.lists(days, max_size=3, unique=True).map(sorted))
contacts = st.lists(st.tuples(names, days, sources), max_size=6, unique=True)
plans = st.dictionaries(st.tuples(names, days), st.one_of(st.none(), days), max_size=4)
states = st.tuples(histories, contacts, plans)


def natural(table, rows, names):
    columns = natural_columns(table)
    return pd.DataFrame(rows, columns=names).reindex(columns=list(columns)).astype(columns)


def children_of(state):
    """Return versions that begin at the days drawn, after a first one that holds since ever."""
    versions = []
    for child, changes in state[0].items():
        starts = ["1900-01-01", *changes]
        versions += [
            (child, start, end, end == FOR_EVER, f"sex {start}", "Unknown", "Unknown", "No")
            for start, end in zip(starts, [*changes, FOR_EVER], strict=True)
        ]
    described = ["child_id", "valid_from", "valid_to", "is_current", "sex", "ethnicity", "ethnic_group", "disability"]
    return natural(Child.__table__, versions, described)


def facts_of(state):
    contact = [(child, day, day, source, "1 to 4") for child, day, source in state[1]]
    plan = [(child, start, start, end) for (child, start), end in state[2].items()]
    given = {
        "fact_contact": (contact, ["child_id", "event_date", "contact_date", "referral_source", "age_band"]),
        "fact_child_in_need_plan": (plan, ["child_id", "event_date", "start_date", "end_date"]),
    }
    return {name: natural(table, *given.get(name, ([], ["child_id"]))) for name, table in FACT_TABLES.items()}


def load(connection, state, authority):
    return load_star(
        connection,
        authority_code=authority,
        authority_name=authority,
        children=children_of(state),
        facts=facts_of(state),
        calendar=None,
        age_bands=BANDS,
        load_id=1,
    )


def keys(connection):
    versions = read_frame(connection, select(Child.__table__)).set_index(["authority_key", "child_id", "valid_from"])
    return versions[["child_key", "child_durable_key"]]


@pytest.fixture(scope="module")
def warehouse():
    """A warehouse in memory that has the members which all authorities share."""
    engine = connect("sqlite://")
    create_warehouse(engine)
    with engine.begin() as connection:
        seed(connection, age_bands=BANDS, calendar=dim_date(date(2023, 1, 1), date(2024, 12, 31)))
    yield engine
    engine.dispose()


law = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@law
@given(history=st.lists(states, min_size=2, max_size=2))
def test_only_the_last_state_counts(warehouse, history):
    """However an authority came to a state, its partition is that of one that was loaded with it at once."""
    with warehouse.connect() as connection, connection.begin() as transaction:
        for state in history:
            loaded = load(connection, state, "852")
        load(connection, history[-1], "301")
        arrived, at_once = partition(connection, "852"), partition(connection, "301")
        transaction.rollback()
    assert loaded.rows == {name: len(frame) for name, frame in facts_of(history[-1]).items()}
    for name, frame in arrived.items():
        assert_frame_equal(frame, at_once[name])


@law
@given(before=states, after=states)
def test_keys_never_move(warehouse, before, after):
    """A version of a child that both states know has the same keys in both; no two versions share one."""
    with warehouse.connect() as connection, connection.begin() as transaction:
        load(connection, before, "852")
        first = keys(connection)
        load(connection, after, "852")
        second = keys(connection)
        transaction.rollback()
    both = first.index.intersection(second.index)
    assert_frame_equal(first.loc[both], second.loc[both])
    assert second["child_key"].is_unique


@law
@given(state=states, other=states, seed=st.integers(0, 99))
def test_equal_content_has_the_equal_hash(state, other, seed):
    """The order of rows does not matter, and two states that differ have different hashes."""
    children, facts = children_of(state), facts_of(state)
    shuffled = {name: frame.sample(frac=1, random_state=seed) for name, frame in facts.items()}
    digest = content_hash(children, facts)
    assert digest == content_hash(children.sample(frac=1, random_state=seed), shuffled)
    is_same = (state[0], set(state[1]), state[2]) == (other[0], set(other[1]), other[2])
    assert (digest == content_hash(children_of(other), facts_of(other))) == is_same
