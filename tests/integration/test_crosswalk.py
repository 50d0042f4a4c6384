"""One child under two identifiers counts once, from the conformed store to the facts."""

from datetime import date, datetime

import pandas as pd
import pytest
import sqlalchemy as sa

from expectations.contract import DATASETS
from expectations.working_days import Calendar
from flows.identifying import identify
from flows.loading import Live, what_is_live
from transforms.ages import AGE_BANDS
from transforms.conform import cin_census, ssd, ssda903
from transforms.dimensions.bridge_child_identifier import bridge_child_identifier
from transforms.dimensions.dim_date import dim_date
from transforms.facts import shape
from warehouse import conformed, crosswalk, ledger
from warehouse.engine import connect, read_frame
from warehouse.loading import load_star
from warehouse.schema import create_warehouse

UPN, OTHER_UPN = "A123456789012", "B123456789012"
ASHA = {"birth_date": "2012-03-04", "sex": "F", "upn": UPN}
SECTIONS = {section.dataset: section for form in (ssd, ssda903, cin_census) for section in form.SECTIONS.values()}


@pytest.fixture(scope="module")
def engine():
    """An empty warehouse in memory."""
    engine = connect("sqlite://")
    create_warehouse(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine):
    """A connection that undoes what a test did."""
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def arrive(connection, name: str, as_at: str, **sections: list[dict]) -> None:
    """Let an extract arrive that says this in these sections (the census's where it has the dataset)."""
    day = date.fromisoformat(as_at)
    ledger.register_extract(
        connection,
        extract_id=name,
        format="cin_census",
        file_name=name,
        size_bytes=1,
        archive_path=name,
        run_id="run",
        now=datetime(2026, 1, 1),
        authority_code="852",
    )
    ledger.set_extract_state(connection, name, state="conformed", as_at=day)
    said = [(SECTIONS[dataset], rows) for dataset, rows in sections.items()]
    accounts = [
        ledger.SectionAccount(
            section=section.name,
            dataset=section.dataset,
            rows_in=len(rows),
            rows_loaded=len(rows),
            rows_quarantined=0,
            columns=tuple(DATASETS[section.dataset].columns),
            covers_from=section.window(day)[0],
            covers_to=day,
            withdraws=section.withdraws.value,
        )
        for section, rows in said
    ]
    ledger.record_sections(connection, name, accounts)
    for section, rows in said:
        conformed.merge(
            connection,
            authority_code="852",
            section=section.name,
            dataset=DATASETS[section.dataset],
            rows=_typed(section.dataset, rows),
            as_at=day,
            extract_id=name,
        )


def _typed(dataset: str, rows: list[dict]) -> pd.DataFrame:
    kinds = {date: "datetime64[s]", bool: "boolean", int: "Int64"}
    columns = DATASETS[dataset].columns
    frame = pd.DataFrame(rows, columns=list(columns))
    return frame.astype({name: kinds.get(column.type, "str") for name, column in columns.items()})


def live(connection) -> Live:
    """Return what is so."""
    return what_is_live(connection, "852")


def referred_children(found: Live) -> list[tuple[str, str]]:
    """Return each referral's child and day."""
    referrals = shape(found.datasets, Calendar())["fact_referral"]
    return [(row.child_id, f"{row.referral_date:%Y-%m-%d}") for row in referrals.itertuples()]


def test_extracts_without_children_have_a_crosswalk_of_nobody(connection):
    """A council that has delivered nothing but its workforce census is loaded like any other."""
    found = identify(connection, "852", conformed.coverage(connection, "852"))
    assert found.identifiers.empty
    assert bridge_child_identifier(found, lambda numbers: numbers).empty


def test_a_child_whose_identifier_changed_is_referred_again(connection):
    """Two censuses, two identifiers, one full UPN: the later referral is a re-referral of the same child."""
    arrive(
        connection,
        "2023",
        "2023-03-31",
        children=[{"child_id": "old", **ASHA}],
        referrals=[{"child_id": "old", "referral_date": "2022-05-01", "closure_date": "2022-08-01"}],
    )
    arrive(
        connection,
        "2024",
        "2024-03-31",
        children=[{"child_id": "new", **ASHA}],
        referrals=[{"child_id": "new", "referral_date": "2023-04-20"}],
    )
    found = live(connection)
    assert referred_children(found) == [("old", "2022-05-01"), ("old", "2023-04-20")]
    referrals = shape(found.datasets, Calendar())["fact_referral"]
    assert referrals["is_re_referral_within_12_months"].tolist() == [False, True]
    assert found.children["child_id"].unique().tolist() == ["old"]
    assert found.crosswalk.joined == 1


def test_a_referral_under_both_identifiers_is_one(connection):
    """The record moved with its history: the same referral under the new identifier restates that under the old."""
    arrive(
        connection,
        "2023",
        "2023-03-31",
        children=[{"child_id": "old", **ASHA}],
        referrals=[{"child_id": "old", "referral_date": "2022-05-01"}],
    )
    arrive(
        connection,
        "2024",
        "2024-03-31",
        children=[{"child_id": "new", **ASHA}],
        referrals=[{"child_id": "new", "referral_date": "2022-05-01", "closure_date": "2023-06-01"}],
    )
    found = live(connection)
    assert referred_children(found) == [("old", "2022-05-01")]
    assert found.datasets["referrals"]["closure_date"].notna().all()
    assert found.withdrawn["referrals"] == 0


def test_a_link_of_the_case_system_joins_until_it_is_taken_back(connection):
    """A merged record is linked by its case number; the next extract describes the child without the link."""
    asha = {"birth_date": "2012-03-04", "sex": "F"}
    link = {"child_id": "new", "identifier_type": "Former case number", "identifier_value": "old"}
    arrive(connection, "2023", "2023-03-31", children=[{"child_id": "old", **asha}])
    arrive(connection, "june", "2023-06-30", children=[{"child_id": "new", **asha}], linked_identifiers=[link])
    assert live(connection).crosswalk.identifiers["child_id"].tolist() == ["old", "old"]
    arrive(connection, "july", "2023-07-31", children=[{"child_id": "new", **asha}], linked_identifiers=[])
    assert live(connection).crosswalk.identifiers["child_id"].tolist() == ["new", "old"]


def test_two_children_of_one_census_with_one_upn_stay_two(connection):
    """The census says that they are two: the number identifies neither."""
    arrive(
        connection,
        "2024",
        "2024-03-31",
        children=[{"child_id": "1", **ASHA}, {"child_id": "2", **ASHA}],
        referrals=[{"child_id": child, "referral_date": "2023-05-01"} for child in ("1", "2")],
    )
    found = live(connection)
    assert len(referred_children(found)) == 2
    assert found.crosswalk.contradictions["rule"].tolist() == ["two_at_once", "two_at_once"]


def test_an_adopted_childs_two_identities_stay_two(connection):
    """The SSDA903 says adopted (E11); the census knows the same UPN again after the order, under another identifier."""
    arrive(
        connection,
        "903",
        "2022-03-31",
        looked_after_children=[{"child_id": "old", **ASHA}],
        episodes_of_care=[
            {"child_id": "old", "start_date": "2020-01-01", "end_date": "2021-06-01", "end_reason": "E11"}
        ],
    )
    arrive(
        connection,
        "2021",
        "2021-03-31",
        children=[{"child_id": "old", **ASHA}],
        referrals=[{"child_id": "old", "referral_date": "2019-12-01"}],
    )
    arrive(
        connection,
        "2024",
        "2024-03-31",
        children=[{"child_id": "new", **ASHA}],
        referrals=[{"child_id": "new", "referral_date": "2023-05-01"}],
    )
    found = live(connection)
    children = found.crosswalk.identifiers
    assert children[["space", "identifier", "child_id"]].to_numpy().tolist() == [
        ["authority", "new", "new"],
        ["authority", "old", "old"],
        ["ssda903", "old", "old"],
    ]
    told = found.crosswalk.contradictions
    assert set(told["rule"]) == {"across_adoption"}
    assert told.drop(columns="rule").isna().all(axis=None)
    bridge = bridge_child_identifier(found.crosswalk, lambda numbers: numbers)
    assert set(bridge["identifier_type"]) == {"authority", "ssda903"}
    assert bridge.loc[bridge["child_id"] == "old", "valid_to"].dt.date.unique().tolist() == [date(2021, 6, 1)]


def test_an_adoption_keeps_apart_even_where_the_records_contradict_each_other(connection):
    """The return gives the adopted child another sex than the census, whose two records stay two all the same."""
    arrive(
        connection,
        "903",
        "2022-03-31",
        looked_after_children=[{"child_id": "903-1", **ASHA, "sex": "M"}],
        episodes_of_care=[
            {"child_id": "903-1", "start_date": "2020-01-01", "end_date": "2021-06-01", "end_reason": "E12"}
        ],
    )
    for year, child, referred in (("2021", "old", "2019-12-01"), ("2024", "new", "2023-05-01")):
        arrive(
            connection,
            year,
            f"{year}-03-31",
            children=[{"child_id": child, **ASHA}],
            referrals=[{"child_id": child, "referral_date": referred}],
        )
    found = live(connection).crosswalk
    assert found.identifiers["child_id"].is_unique
    assert found.contradictions.drop(columns="rule").isna().all(axis=None)


def test_the_same_text_in_the_return_is_the_same_child_only_with_the_same_birth_date(connection):
    """CHILD 1 was born when the authority's 1 was; CHILD 2 was not, and is told apart."""
    arrive(
        connection,
        "2024",
        "2024-03-31",
        children=[
            {"child_id": "1", "birth_date": "2012-03-04", "sex": "F"},
            {"child_id": "2", "birth_date": "2015-01-01", "sex": "M"},
        ],
    )
    arrive(
        connection,
        "903",
        "2024-03-31",
        looked_after_children=[
            {"child_id": "1", "birth_date": "2012-03-04", "sex": "F"},
            {"child_id": "2", "birth_date": "2009-09-09", "sex": "M"},
        ],
    )
    found = live(connection)
    assert found.datasets["looked_after_children"]["child_id"].tolist() == ["1", "2 (SSDA903)"]
    assert found.crosswalk.contradictions["rule"].tolist() == ["other_birth_date"]


def test_the_bridge_holds_every_identifier_and_no_pupil_number(connection):
    """Stored with the load: two identifiers and a hashed number of one child, each with its days."""
    arrive(connection, "2023", "2023-03-31", children=[{"child_id": "old", **ASHA}])
    arrive(connection, "2024", "2024-03-31", children=[{"child_id": "new", **ASHA}])
    found = live(connection)
    bridge = bridge_child_identifier(found.crosswalk, lambda numbers: numbers.map(lambda _: "hash").astype("str"))
    assert bridge[["child_id", "identifier_type", "identifier", "evidence"]].to_numpy().tolist() == [
        ["old", "authority", "new", "same_upn"],
        ["old", "authority", "old", "own"],
        ["old", "upn", "hash", "stated"],
    ]
    assert f"{bridge['valid_from'].max():%Y-%m-%d}" == "2024-03-31"
    load_star(
        connection,
        authority_code="852",
        authority_name="Sampleton",
        children=found.children,
        facts=shape(found.datasets, Calendar()),
        calendar=dim_date(date(2024, 1, 1), date(2024, 1, 31)),
        age_bands=pd.DataFrame(AGE_BANDS, columns=["label", "from_age", "to_age"]),
        load_id=1,
    )
    for _ in range(2):  # a second load replaces the rows
        crosswalk.store_crosswalk(
            connection,
            authority_code="852",
            authority_name="Sampleton",
            identifiers=bridge,
            contradictions=found.crosswalk.contradictions,
            load_id=1,
        )
    rows = read_frame(connection, sa.select(crosswalk.ChildIdentifier.__table__))
    assert (len(rows), len(set(rows["child_durable_key"]))) == (3, 1)
    assert crosswalk.further_identifiers(connection, "852") == {"same_upn": 1}
    assert crosswalk.contradictions_by_rule(connection, "852") == {}
