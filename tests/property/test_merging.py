"""Whatever arrives first, and however often, the warehouse comes to hold the same (decision 0003)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from expectations.datasets import ChildProtectionPlans
from transforms.conform.merging import PRECEDENCE, combine
from warehouse import conformed, ledger
from warehouse.conformed import CONFORMED, merge
from warehouse.engine import connect
from warehouse.ledger_tables import extract, extract_section

DAYS = [date(2025, 1, 1) + timedelta(days=30 * month) for month in range(6)]
VALUES = ("end_date", "initial_category")


@dataclass(frozen=True)
class Delivery:
    """A small extract with one section: plans by child and start, each with an end and a category."""

    extract_id: str
    format: str
    as_at: date
    issued: date
    covers_from: date
    withdraws: str
    columns: tuple[str, ...]
    plans: dict[tuple[str, date], tuple[date | None, str | None]]

    @property
    def section(self) -> str:
        return f"{self.format}.plans"

    @property
    def order(self) -> tuple:
        return (self.as_at, PRECEDENCE.index(self.format), self.issued, self.extract_id)

    @property
    def rows(self) -> pd.DataFrame:
        given = [(*key, *values) for key, values in self.plans.items()]
        frame = pd.DataFrame(given, columns=["child_id", "start_date", *VALUES])
        return frame.assign(
            child_id=frame["child_id"].astype("str"),
            initial_category=frame["initial_category"].astype("str"),
            **{name: pd.to_datetime(frame[name]).astype("datetime64[s]") for name in ("start_date", "end_date")},
        )


@st.composite
def deliveries(draw) -> list[Delivery]:
    """Up to five extracts of two formats about two children."""
    plans = st.dictionaries(
        st.tuples(st.sampled_from(["Asha", "Ben"]), st.sampled_from(DAYS[:3])),
        st.tuples(st.none() | st.sampled_from(DAYS), st.none() | st.sampled_from(["EMO", "NEG"])),
        max_size=4,
    )
    return [
        Delivery(
            extract_id=f"{draw(st.sampled_from('abc'))}{number}",
            format=draw(st.sampled_from(PRECEDENCE)),
            as_at=(as_at := draw(st.sampled_from(DAYS[2:]))),
            issued=draw(st.sampled_from(DAYS)),
            covers_from=draw(st.sampled_from([day for day in DAYS if day <= as_at])),
            withdraws=draw(st.sampled_from(["events", "episodes", "nothing"])),
            columns=draw(st.sampled_from([VALUES, VALUES[:1], VALUES[1:], ()])),
            plans=draw(plans),
        )
        for number in range(draw(st.integers(1, 5)))
    ]


def _arrive(connection, delivery: Delivery) -> None:
    ledger.register_extract(
        connection,
        extract_id=delivery.extract_id,
        format=delivery.format,
        file_name="file",
        size_bytes=1,
        archive_path="path",
        run_id="run",
        now=datetime(2026, 1, 1),
        authority_code="852",
    )
    ledger.set_extract_state(
        connection,
        delivery.extract_id,
        state="conformed",
        as_at=delivery.as_at,
        issued_at=datetime.combine(delivery.issued, datetime.min.time()),
    )
    account = ledger.SectionAccount(
        section=delivery.section,
        dataset="child_protection_plans",
        rows_in=len(delivery.plans),
        rows_loaded=len(delivery.plans),
        rows_quarantined=0,
        columns=("child_id", "start_date", *delivery.columns),
        covers_from=delivery.covers_from,
        covers_to=delivery.as_at,
        withdraws=delivery.withdraws,
    )
    ledger.record_sections(connection, delivery.extract_id, [account])
    merge(
        connection,
        authority_code="852",
        section=delivery.section,
        dataset=ChildProtectionPlans,
        rows=delivery.rows,
        as_at=delivery.as_at,
        extract_id=delivery.extract_id,
    )


@cache
def _warehouse() -> Engine:
    """One empty store for all examples: each undoes what it did."""
    engine = connect("sqlite://")
    store = CONFORMED["child_protection_plans"]
    store.metadata.create_all(engine, tables=[store, extract, extract_section])
    return engine


def _after(arrivals: list[Delivery]) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Return the store, the live rows and the number withdrawn after extracts arrived in this order."""
    with _warehouse().connect() as connection, connection.begin() as transaction:
        for delivery in arrivals:
            _arrive(connection, delivery)
        held = conformed.statements(connection, "852", ChildProtectionPlans)
        combined = combine(ChildProtectionPlans, held, conformed.coverage(connection, "852"))
        transaction.rollback()
    return held.sort_values(["section", "child_id", "start_date"], ignore_index=True), combined.rows, combined.withdrawn


@settings(max_examples=25, deadline=None)
@given(deliveries(), st.data())
def test_any_order_of_arrival_gives_the_same(arrived, data):
    """Store, live rows and withdrawals, with some extracts arriving a second time."""
    again = data.draw(st.lists(st.sampled_from(arrived), max_size=2))
    shuffled = data.draw(st.permutations([*arrived, *again]))

    held, rows, withdrawn = _after(arrived)
    held_otherwise, rows_otherwise, withdrawn_otherwise = _after(shuffled)

    pd.testing.assert_frame_equal(held, held_otherwise)
    pd.testing.assert_frame_equal(rows, rows_otherwise)
    assert withdrawn == withdrawn_otherwise


@settings(max_examples=25, deadline=None)
@given(deliveries())
def test_the_live_rows_are_those_a_patient_reader_finds(arrived):
    """Going through the extracts by hand, key by key and column by column, gives the same rows."""
    _, rows, withdrawn = _after(arrived)

    told = {key: _told_by_hand(key, arrived) for delivery in arrived for key in delivery.plans}
    live = {key: values for key, values in told.items() if values is not None}

    found = {
        (row.child_id, row.start_date.date()): (
            None if pd.isna(row.end_date) else row.end_date.date(),
            None if pd.isna(row.initial_category) else row.initial_category,
        )
        for row in rows.itertuples()
    }
    assert found == live
    assert withdrawn == len(told) - len(live)


def _told_by_hand(key, arrived: list[Delivery]) -> tuple | None:
    """Return a plan's end and category, or None where it was taken back."""
    newest_of_section = {}
    for delivery in sorted(arrived, key=lambda delivery: delivery.order):
        if key in delivery.plans:
            newest_of_section[delivery.section] = delivery
    told = sorted(newest_of_section.values(), key=lambda delivery: delivery.order)
    end, category = None, None
    for delivery in told:
        if "end_date" in delivery.columns:
            end = delivery.plans[key][0]
        if "initial_category" in delivery.columns:
            category = delivery.plans[key][1]
    _, start = key
    known = told[-1].as_at if end is None and start <= told[-1].as_at else date.max - timedelta(days=1)
    for delivery in arrived:
        events = delivery.withdraws == "events" and delivery.covers_from <= start <= delivery.as_at
        episodes = delivery.withdraws == "episodes" and start <= delivery.as_at
        episodes = episodes and (end is None or end >= delivery.covers_from)
        episodes = episodes and known + timedelta(days=1) >= delivery.covers_from
        if delivery.order > told[-1].order and (events or episodes):
            return None
    after_a_gap = [
        delivery.covers_from
        for delivery in arrived
        if delivery.order > told[-1].order and delivery.withdraws == "episodes"
    ]
    if after_a_gap and known + timedelta(days=1) < min(after_a_gap):
        end = known + timedelta(days=1)
    return end, category
