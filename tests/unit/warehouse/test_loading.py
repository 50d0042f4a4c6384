"""Loading one authority's partition of the star."""

from datetime import date

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy import select

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.codes import ReferralSource
from expectations.contract import CodeSet, code
from expectations.working_days import Calendar
from transforms.ages import AGE_BANDS
from transforms.dimensions.dim_date import dim_date
from transforms.facts import shape
from warehouse import members
from warehouse.base import CodeDimension
from warehouse.contents import FACT_TABLES, missing_columns, natural_columns
from warehouse.dimensions import (
    AgeBand,
    Authority,
    Child,
    ClosureReasonDimension,
    DateDimension,
    SourceDimension,
    Team,
    Worker,
)
from warehouse.engine import connect, read_frame
from warehouse.facts import Assessment, ChildInNeedPlan, Contact
from warehouse.loading import LoadingError, content_hash, load_star, partition
from warehouse.schema import create_warehouse

BANDS = pd.DataFrame(AGE_BANDS, columns=["label", "from_age", "to_age"])
CALENDAR = dim_date(date(2023, 1, 1), date(2024, 12, 31))
FOR_EVER = "9999-12-31"


@pytest.fixture(scope="module")
def warehouse():
    """A warehouse in memory that has the members which all authorities share."""
    engine = connect("sqlite://")
    create_warehouse(engine)
    with engine.begin() as connection:
        members.seed(connection, age_bands=BANDS, calendar=CALENDAR)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(warehouse):
    """A connection within a transaction that is undone after the test."""
    with warehouse.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def natural(table, **values):
    """Return a frame with natural keys for a table; columns left out are missing."""
    columns = natural_columns(table)
    return pd.DataFrame(values).reindex(columns=list(columns)).astype(columns)


def child_versions(*versions):
    """Return versions of children from (child, from, to, sex)."""
    names = ["child_id", "valid_from", "valid_to", "sex"]
    known = {name: [version[place] for version in versions] for place, name in enumerate(names)}
    return natural(Child.__table__, **known).assign(
        is_current=lambda children: children["valid_to"] == FOR_EVER,
        ethnicity="Unknown",
        ethnic_group="Unknown",
        disability="No",
    )


def contacts(*rows):
    """Return contacts from (child, day, source)."""
    child, day, source = zip(*rows, strict=True) if rows else ([], [], [])
    return natural(
        Contact.__table__,
        child_id=child,
        event_date=day,
        contact_date=day,
        referral_source=source,
        age_band=["1 to 4"] * len(rows),
    )


def facts(**given):
    """Return a frame for every fact; those not given have no rows."""
    return {name: natural(table) for name, table in FACT_TABLES.items()} | given


def load(connection, children, facts, *, authority="852", load_id=1, calendar=None):
    return load_star(
        connection,
        authority_code=authority,
        authority_name=f"Authority {authority}",
        children=children,
        facts=facts,
        calendar=calendar,
        age_bands=BANDS,
        load_id=load_id,
    )


def rows(connection, mapped):
    """Return a table as it is, sorted by its key."""
    return read_frame(connection, select(mapped.__table__).order_by(*mapped.__table__.primary_key))


ASHA = child_versions(("Asha", "1900-01-01", FOR_EVER, "Female"))


def test_natural_keys_become_surrogate_keys(connection):
    """A day becomes its number, a code its position in the code set, a label and a child their keys."""
    loaded = load(connection, ASHA, facts(fact_contact=contacts(("Asha", "2024-05-02", "1B"))), load_id=7)
    (contact,) = rows(connection, Contact).to_dict("records")
    assert contact == {
        "contact_date_key": 20240502,
        "referral_source_key": 2,
        "authority_key": 1,
        "child_durable_key": 1,
        "child_key": 1,
        "age_band_key": 3,
        "load_id": 7,
    }
    assert loaded.rows == {name: int(name == "fact_contact") for name in FACT_TABLES}


def test_what_was_not_delivered_not_applicable_or_not_listed(connection):
    """Missing is -1, not applicable -2, and a code that no list holds -3; a missing age band is -1."""
    given = contacts(*(("Asha", "2024-05-02", source) for source in ("", "-", "?")))
    load(connection, ASHA, facts(fact_contact=given.assign(age_band=pd.Series([None] * 3, dtype="str"))))
    held = rows(connection, Contact)
    assert held["referral_source_key"].tolist() == [-3, -2, -1]
    assert held["age_band_key"].tolist() == [-1, -1, -1]


def test_days_that_have_not_come_or_are_in_no_calendar(connection):
    """A day that has not come is -2; one outside the calendar, such as a typing error, is -1."""
    plans = natural(
        ChildInNeedPlan.__table__,
        child_id=["Asha", "Ben"],
        event_date=["2024-05-02", "2024-05-02"],
        start_date=["2024-05-02", "2024-05-02"],
        end_date=[None, "2924-05-03"],
    )
    load(connection, ASHA, facts(fact_child_in_need_plan=plans))
    assert rows(connection, ChildInNeedPlan)["end_date_key"].tolist() == [-2, -1]


def test_the_version_of_the_child_on_the_day(connection):
    """A version holds from its first day to the day before the next; what came before all belongs to the first."""
    children = child_versions(
        ("Asha", "2024-01-01", "2024-06-01", "Not stated or unborn"),
        ("Asha", "2024-06-01", FOR_EVER, "Female"),
        ("Ben", "1900-01-01", FOR_EVER, "Male"),
    )
    days = ("2023-12-31", "2024-05-31", "2024-06-01")
    load(connection, children, facts(fact_contact=contacts(*(("Asha", day, "6") for day in days))))
    assert rows(connection, Contact)["child_key"].tolist() == [1, 1, 2]
    assert set(rows(connection, Contact)["child_durable_key"]) == {1}


def test_a_child_known_only_from_an_event_is_inferred(connection):
    """The event is loaded with a child of whom nothing is known, and counted."""
    loaded = load(connection, ASHA, facts(fact_contact=contacts(("Ben", "2024-05-02", "6"))))
    child = rows(connection, Child).iloc[-1]
    assert loaded.inferred_children == 1
    assert (child["is_inferred"], child["sex"], child["birth_date_key"]) == (True, "Unknown", -1)


def test_an_inferred_child_keeps_its_key_when_described(connection):
    """The description that arrives later corrects the member in place."""
    given = facts(fact_contact=contacts(("Ben", "2024-05-02", "6")))
    load(connection, ASHA, given)
    before = rows(connection, Contact)
    loaded = load(connection, child_versions(("Ben", "1900-01-01", FOR_EVER, "Male")), given)
    ben = rows(connection, Child).set_index("child_id").loc["Ben"]
    assert_frame_equal(rows(connection, Contact), before)
    assert (ben["is_inferred"], ben["sex"], loaded.inferred_children) == (False, "Male", 0)


def test_dates_of_a_child_are_numbers(connection):
    """An unknown birth is -1, no death -2; a birth before the calendar keeps its day."""
    born = ASHA.assign(birth_date=pd.Series(["1985-02-03"]).astype("datetime64[s]"))
    load(connection, born, facts())
    asha = rows(connection, Child).set_index("child_id").loc["Asha"]
    assert asha["birth_date_key"] == 19850203
    assert asha["expected_birth_date_key"] == -1
    assert asha["death_date_key"] == -2


def test_loading_again_changes_nothing(connection):
    """The same content gives the same rows and keys, and brings the number of the new load."""
    given = facts(fact_contact=contacts(("Asha", "2024-05-02", "6"), ("Ben", "2024-05-02", "6")))
    load(connection, ASHA, given, load_id=1)
    before = {mapped: rows(connection, mapped) for mapped in (Child, Contact, DateDimension, SourceDimension)}
    load(connection, ASHA, given, load_id=2)
    after = {mapped: rows(connection, mapped) for mapped in before}
    assert after[Contact]["load_id"].tolist() == [2, 2]
    for mapped, table in before.items():
        assert_frame_equal(
            table.drop(columns="load_id", errors="ignore"),
            after[mapped][table.columns.drop("load_id", errors="ignore")],
        )


def test_a_corrected_history_removes_versions(connection):
    """A version that no longer exists goes, and the facts that referred to it move to the version that holds."""
    given = facts(fact_contact=contacts(("Asha", "2024-07-01", "6")))
    children = child_versions(("Asha", "1900-01-01", "2024-06-01", "Male"), ("Asha", "2024-06-01", FOR_EVER, "Female"))
    load(connection, children, given)
    load(connection, ASHA, given)
    assert rows(connection, Child)["child_key"].tolist() == [-1, 1]
    assert rows(connection, Contact)["child_key"].tolist() == [1]


def test_new_children_take_the_next_keys(connection):
    """Keys once given stay; new children are numbered after them, in order of their identifiers."""
    load(connection, ASHA, facts())
    children = child_versions(*((name, "1900-01-01", FOR_EVER, "Male") for name in ("Zoe", "Aaron", "Asha")))
    load(connection, children, facts())
    keys = rows(connection, Child).set_index("child_id")["child_durable_key"]
    assert keys[["Asha", "Aaron", "Zoe"]].tolist() == [1, 2, 3]


def test_another_authority_is_left_alone(connection):
    """Each load replaces one authority's rows; the same identifier elsewhere is another child."""
    given = facts(fact_contact=contacts(("Asha", "2024-05-02", "6")))
    load(connection, ASHA, given, authority="852")
    load(connection, ASHA, given, authority="301")
    load(connection, ASHA, facts(), authority="301")
    contact = rows(connection, Contact)
    assert contact["authority_key"].tolist() == [1]
    assert rows(connection, Child)["child_durable_key"].tolist() == [-1, 1, 2]


def test_teams_and_workers_become_members(connection):
    """Each name is one member for the authority; where none is given, the unknown member stands."""
    assessments = natural(
        Assessment.__table__,
        child_id=["Asha"] * 3,
        event_date=["2024-05-02", "2024-05-03", "2024-05-04"],
        start_date=["2024-05-02", "2024-05-03", "2024-05-04"],
        team=["North", "Duty", None],
        worker=["w2", "w2", None],
        child_seen=["Yes"] * 3,
        support_required=["No"] * 3,
    )
    load(connection, ASHA, facts(fact_assessment=assessments))
    assert rows(connection, Team)["team_name"].tolist() == ["Unknown", "Duty", "North"]
    assert rows(connection, Assessment)["team_key"].tolist() == [2, 1, -1]
    assert rows(connection, Assessment)["worker_key"].tolist() == [1, 1, -1]


def test_a_corrected_name_of_the_authority_is_taken(connection):
    """The authority keeps its key when its name changes."""
    load(connection, ASHA, facts())
    key = members.authority_key(connection, "852", "Another name")
    assert key == 1
    assert rows(connection, Authority)["authority_name"].tolist() == ["Unknown", "Another name"]


def test_every_dimension_has_its_unknown_member(connection):
    """Facts can always refer to something, and a report shows it as Unknown."""
    load(connection, ASHA, facts())
    for dimension in (AgeBand, Authority, Child, DateDimension, Team, Worker, *CodeDimension.__subclasses__()):
        assert -1 in rows(connection, dimension)[dimension.key].tolist()
    reasons = rows(connection, ClosureReasonDimension).set_index("closure_reason_key")["label"]
    assert reasons[[-3, -2, -1]].tolist() == ["Unmapped", "Not applicable", "Unknown"]


def test_age_bands_are_in_order_of_age(connection):
    """The key of an age band is its place, so that a chart sorts by it."""
    load(connection, ASHA, facts())
    assert rows(connection, AgeBand)["label"].tolist() == ["Unknown", *BANDS["label"]]


def test_a_new_code_at_the_end_keeps_the_old_keys(monkeypatch):
    """The key is the position in the declaration: what is added after the others disturbs none."""

    class Longer(CodeSet):
        A = code("A", "First")
        B = code("B", "Second")
        C = code("C", "Added later")

    class Shorter(CodeSet):
        A = code("A", "First")
        B = code("B", "Second")

    monkeypatch.setattr(SourceDimension, "codes", Shorter)
    before = members.code_keys(SourceDimension)
    monkeypatch.setattr(SourceDimension, "codes", Longer)
    assert before == {"A": 1, "B": 2}
    assert members.code_keys(SourceDimension) == {**before, "C": 3}


def test_codes_in_another_order_are_refused(connection, monkeypatch):
    """A key that came to stand for another code would change the meaning of facts loaded earlier."""
    load(connection, ASHA, facts())

    class Reordered(CodeSet):
        FIRST = code("NEW", "Inserted before the others")
        SECOND = code("1A", "Individual")

    monkeypatch.setattr(SourceDimension, "codes", Reordered)
    with pytest.raises(LoadingError, match=r"dim_referral_source was not changed: \d+ keys .* after the existing ones"):
        load(connection, ASHA, facts())


def test_a_label_that_changed_is_corrected_in_place(connection, monkeypatch):
    """A code whose label was reworded keeps its key."""
    load(connection, ASHA, facts())

    class Reworded(CodeSet):
        FAMILY = code(ReferralSource.FAMILY_MEMBER.value, "Family", group="Individual")

    monkeypatch.setattr(SourceDimension, "codes", Reworded)
    load(connection, ASHA, facts())
    assert rows(connection, SourceDimension).set_index("referral_source_key")["label"][1] == "Family"


def test_a_calendar_that_differs_is_corrected(connection):
    """A bank holiday proclaimed later changes the day, and no other."""
    load(connection, ASHA, facts())
    proclaimed = CALENDAR.assign(
        is_bank_holiday=CALENDAR["is_bank_holiday"].mask(CALENDAR["date_key"] == 20240503, True)
    )
    load(connection, ASHA, facts(), calendar=proclaimed)
    days = rows(connection, DateDimension).set_index("date_key")["is_bank_holiday"]
    assert days[20240503]
    assert days.sum() == proclaimed["is_bank_holiday"].sum()


def test_nothing_is_loaded_without_days():
    """The calendar may be left out once it is there, not before."""
    engine = connect("sqlite://")
    create_warehouse(engine)
    with pytest.raises(LoadingError, match="dim_date is empty"), engine.begin() as connection:
        load(connection, ASHA, facts())


def test_a_missing_column_is_our_mistake(connection):
    """The message names the table and the column."""
    given = facts(fact_contact=contacts(("Asha", "2024-05-02", "6")).drop(columns="referral_source"))
    with pytest.raises(LoadingError, match="fact_contact was not loaded: its frame has no column referral_source"):
        load(connection, ASHA, given)


def test_a_missing_fact_is_our_mistake(connection):
    """A fact that was forgotten must not empty its table."""
    given = facts()
    del given["fact_contact"]
    with pytest.raises(LoadingError, match="no frame, or no table, for fact_contact"):
        load(connection, ASHA, given)


def test_a_repeated_key_is_refused_without_saying_whose(connection):
    """The message has a count, and nothing about the child."""
    given = facts(fact_contact=contacts(("Asha", "2024-05-02", "6"), ("Asha", "2024-05-02", "6")))
    with pytest.raises(LoadingError) as refused:
        load(connection, ASHA, given)
    assert str(refused.value) == "fact_contact was not loaded: 1 rows repeat the key of another row."


def test_a_load_that_fails_leaves_the_caller_the_old_state(connection):
    """Everything happens in the caller's transaction: undone there, it is undone altogether."""
    given = facts(fact_contact=contacts(("Asha", "2024-05-02", "6")))
    load(connection, ASHA, given)
    before = partition(connection, "852")
    twice = facts(fact_contact=contacts(("Ben", "2024-05-03", "6"), ("Ben", "2024-05-03", "6")))
    with pytest.raises(LoadingError), connection.begin_nested():
        load(connection, ASHA, twice)
    for name, frame in partition(connection, "852").items():
        assert_frame_equal(frame, before[name])


def test_the_hash_is_of_the_content(connection):
    """Neither the order of rows and columns, nor the unit of a date, nor columns that are not loaded matter."""
    children = child_versions(("Asha", "1900-01-01", FOR_EVER, "Female"), ("Ben", "1900-01-01", FOR_EVER, "Male"))
    given = contacts(("Asha", "2024-05-02", "6"), ("Ben", "2024-05-02", "6"))
    other = given.iloc[::-1, ::-1].assign(note="x", event_date=lambda rows: rows["event_date"].astype("datetime64[us]"))
    assert content_hash(children, facts(fact_contact=given)) == content_hash(
        children.iloc[::-1], facts(fact_contact=other)
    )


@pytest.mark.parametrize(
    "changed",
    [
        contacts(("Asha", "2024-05-02", "6")),
        contacts(("Asha", "2024-05-02", "6"), ("Ben", "2024-05-02", None)),
        contacts(("Asha", "2024-05-02", "6"), ("Ben", "2024-05-03", "6")),
        contacts(("Asha", "2024-05-02", "6"), ("Ben", "2024-05-02", "")),
        contacts(("AshaB", "2024-05-02", "6"), ("en", "2024-05-02", "6")),
    ],
    ids=["row", "missing", "day", "empty", "boundary"],
)
def test_any_difference_changes_the_hash(changed):
    """A row, a day, a missing value, or letters that move from one value to the next."""
    given = contacts(("Asha", "2024-05-02", "6"), ("Ben", "2024-05-02", "6"))
    assert content_hash(ASHA, facts(fact_contact=given)) != content_hash(ASHA, facts(fact_contact=changed))


def test_a_partition_has_no_surrogate_keys(connection):
    """Codes, labels and names stand for keys; the load is left out."""
    load(connection, ASHA, facts(fact_contact=contacts(("Asha", "2024-05-02", "6"))), load_id=9)
    (contact,) = partition(connection, "852")["fact_contact"].to_dict("records")
    assert contact == {
        "child_id": "Asha",
        "age_band": "1 to 4",
        "child_valid_from": pd.Timestamp(1900, 1, 1),
        "contact_date_key": 20240502,
        "referral_source": "6",
    }


def test_a_partition_of_an_unknown_authority_is_empty(connection):
    """Nothing was loaded for it yet."""
    assert all(frame.empty for frame in partition(connection, "999").values())


def test_the_transforms_make_what_the_tables_need():
    """Every fact is shaped with every column that its table asks for, and nothing else is missing."""
    shaped = shape({}, Calendar())
    assert shaped.keys() == FACT_TABLES.keys()
    assert {name: missing_columns(table, shaped[name]) for name, table in FACT_TABLES.items()} == {
        name: [] for name in FACT_TABLES
    }
