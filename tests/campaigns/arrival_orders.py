"""
`make campaign-orders`: whatever the order in which overlapping extracts arrive, the warehouse comes to hold the same.

For every format that Lodestar reads, invented deliveries that overlap, correct and contradict each other, with a row in
every section. 10,000 random orders of all of them, some arriving again, must give one conformed store.

What one delivery does to one section of the store depends on that section alone, so each step, a state of a section and
a delivery, is done once, by the real merge on a real database; an order is then a path of steps that were done. Some
hundreds of orders are also gone through from the empty store to the end, and a few through the nightly run, file by
file. The live rows, the crosswalk and the facts are made from every store that was found.
"""

import argparse
import hashlib
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Connection, delete, select

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.contract import DATASETS, NOT_DELIVERED, Context, Dataset
from expectations.invention import invent_typed
from expectations.working_days import Calendar
from flows.initialising import initialise
from flows.loading import what_is_live
from flows.nightly import nightly
from flows.opened import looking_at
from flows.sample.authority import CODE, write_sample
from flows.sources.formats import FORMATS, Format
from transforms.facts import shape
from warehouse import conformed, ledger
from warehouse.conformed import CONFORMED
from warehouse.contents import content_hash, partition
from warehouse.engine import connect
from warehouse.schema import create_warehouse

PAGE = Path(__file__).parents[2] / "docs" / "arrival-orders.md"
ORDERS, IN_FULL, BY_NIGHT = 10_000, 15, 2
ROWS, HELD = 12, 9  # keys of a section, and how many of them each delivery holds
AUTHORITY = "852"
YEARLY = ("cin_census", "ssda903", "workforce_census")  # their rules look at the collection year
RETURNS = ("cin_census", "ssda903")
UPNS = [f"A{number:012d}" for number in range(5)]
AGAIN = 3  # how many of the deliveries arrive a second time


@dataclass(frozen=True)
class Delivery:
    """One invented extract: what it says in each section, and the day that it describes."""

    extract_id: str
    format: Format
    as_at: date
    issued_at: datetime
    rows: dict[str, pd.DataFrame]


def deliveries(form: Format, *, seed: int) -> Iterator[Delivery]:
    """
    Yield overlapping deliveries of a format: an older one, one with its correction for the same day, and of the two
    returns about children a newer one.

    The correction and what it corrects say when they were made; where neither does, the order of arrival decides
    (decision 5).
    """
    yearly = form.name in YEARLY
    first = date(2024, 3, 31)
    days = [first, *([date(2025, 3, 31)] * 2 if yearly else [date(2024, 6, 30)] * 2)]
    if form.name in RETURNS:
        days.append(date(2026, 3, 31) if yearly else date(2024, 9, 30))
    for number, as_at in enumerate(days):
        context = Context(format=form.name, as_at=as_at, collection_year=as_at.year if yearly else None)
        yield Delivery(
            extract_id=hashlib.sha256(f"{form.name} {number} {seed}".encode()).hexdigest(),
            format=form,
            as_at=as_at,
            issued_at=datetime.combine(as_at + timedelta(days=30 + number), datetime.min.time()),
            rows={
                name: _rows(DATASETS[section.dataset], context, name=name, seed=seed, number=number)
                for name, section in form.sections.items()
            },
        )


def _rows(dataset: type[Dataset], context: Context, *, name: str, seed: int, number: int) -> pd.DataFrame:
    """Return some of the section's keys, most with the values of the delivery before, some with others."""
    section_seed = int(hashlib.sha256(f"{name} {seed}".encode()).hexdigest()[:8], 16)
    chance = np.random.default_rng(section_seed + number)
    # The keys are those of the first delivery; a later one restates them.
    first = Context(format=context.format, as_at=date(2024, 3, 31), collection_year=context.collection_year and 2024)
    keys = invent_typed(dataset, ROWS, seed=section_seed, context=first)
    others = invent_typed(dataset, ROWS, seed=section_seed + number, context=first)
    grain = list(dataset.grain)
    rows = others.assign(**{column: keys[column] for column in grain})
    if "upn" in dataset.columns and "child_id" in grain:
        numbers = pd.Series(range(ROWS), index=rows.index)
        rows = rows.assign(
            upn=pd.Series([UPNS[place % len(UPNS)] for place in numbers], index=rows.index, dtype="str"),
            birth_date=pd.to_datetime("2012-01-01") + pd.to_timedelta((numbers % len(UPNS)) * 31, unit="D"),
        ).astype({"birth_date": "datetime64[s]"})
    rows = rows.fillna({column: NOT_DELIVERED for column in grain if dataset.columns[column].optional})
    return rows.iloc[np.sort(chance.permutation(ROWS)[:HELD])].drop_duplicates(grain).reset_index(drop=True)


@dataclass
class Store:
    """A warehouse in memory that knows all deliveries; what has arrived is what was merged into it."""

    arriving: list[Delivery]
    states: dict[str, dict[str, list[tuple]]] = field(default_factory=dict)
    steps: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        engine = connect("sqlite://")
        create_warehouse(engine)
        self.connection: Connection = engine.connect()
        for delivery in self.arriving:
            _register(self.connection, delivery)

    def after(self, order: list[Delivery]) -> dict[str, str]:
        """Return the state of each section after an order of arrival, over steps that are done once each."""
        found: dict[str, str] = {}
        for delivery in order:
            for section in delivery.rows:
                found[section] = self._step(section, found.get(section, ""), delivery)
        return found

    def in_full(self, order: list[Delivery]) -> dict[str, str]:
        """Return the state of each section after an order of arrival gone through from the empty store."""
        self._empty()
        for delivery in order:
            for section in delivery.rows:
                self._merge(section, delivery)
        sections = {name: section for delivery in order for name, section in delivery.format.sections.items()}
        return {name: digest(self._read(name, section.dataset)) for name, section in sections.items()}

    def live(self, found: dict[str, str]) -> str:
        """Return the hash of children and facts that follow from a store, and of its crosswalk."""
        self._empty()
        for section, state in found.items():
            dataset = section_of(self.arriving, section).dataset
            self._put(dataset, self.states[section][state])
        return self.live_now()

    def live_now(self) -> str:
        """Return the hash of what follows from the store as it is."""
        live = what_is_live(self.connection, AUTHORITY)
        facts = shape(live.datasets, Calendar())
        told = live.crosswalk.identifiers.to_csv() + live.crosswalk.contradictions.to_csv() + str(live.withdrawn)
        return hashlib.sha256((content_hash(live.children, facts) + told).encode()).hexdigest()

    def _step(self, section: str, state: str, delivery: Delivery) -> str:
        key = (section, state, delivery.extract_id)
        if key not in self.steps:
            dataset = delivery.format.sections[section].dataset
            self.connection.execute(delete(CONFORMED[dataset]))
            if state:
                self._put(dataset, self.states[section][state])
            self._merge(section, delivery)
            held = self._read(section, dataset)
            reached = digest(held)
            self.states.setdefault(section, {})[reached] = held
            self.steps[key] = reached
        return self.steps[key]

    def _merge(self, section: str, delivery: Delivery) -> None:
        conformed.merge(
            self.connection,
            authority_code=AUTHORITY,
            section=section,
            dataset=DATASETS[delivery.format.sections[section].dataset],
            rows=delivery.rows[section],
            as_at=delivery.as_at,
            extract_id=delivery.extract_id,
        )

    def _read(self, section: str, dataset: str) -> list[tuple]:
        table = CONFORMED[dataset]
        held = self.connection.execute(select(table).where(table.c.section == section))
        return sorted(map(tuple, held), key=repr)

    def _put(self, dataset: str, held: list[tuple]) -> None:
        names = CONFORMED[dataset].columns.keys()
        self.connection.execute(CONFORMED[dataset].insert(), [dict(zip(names, row, strict=True)) for row in held])

    def _empty(self) -> None:
        for table in CONFORMED.values():
            self.connection.execute(delete(table))


def section_of(arriving: list[Delivery], name: str):
    """Return a section of one of the formats."""
    return next(delivery.format.sections[name] for delivery in arriving if name in delivery.rows)


def digest(held: list[tuple]) -> str:
    """Return the hash of statements in a fixed order."""
    return hashlib.sha256(repr(held).encode()).hexdigest()


def _register(connection: Connection, delivery: Delivery) -> None:
    ledger.register_extract(
        connection,
        extract_id=delivery.extract_id,
        format=delivery.format.name,
        file_name="invented",
        size_bytes=1,
        archive_path="none",
        run_id="campaign",
        now=datetime(2026, 1, 1),
        authority_code=AUTHORITY,
    )
    ledger.set_extract_state(
        connection, delivery.extract_id, state="conformed", as_at=delivery.as_at, issued_at=delivery.issued_at
    )
    accounts = []
    for name, rows in delivery.rows.items():
        section = delivery.format.sections[name]
        first, last = section.window(delivery.as_at)
        accounts.append(
            ledger.SectionAccount(
                section=name,
                dataset=section.dataset,
                rows_in=len(rows),
                rows_loaded=len(rows),
                rows_quarantined=0,
                columns=section.columns,
                covers_from=first,
                covers_to=last,
                withdraws=section.withdraws.value,
                complete=section.complete.value,
            )
        )
    ledger.record_sections(connection, delivery.extract_id, accounts)


def orders(arriving: list[Delivery], count: int, *, chance: random.Random) -> Iterator[list[Delivery]]:
    """Yield random orders of all deliveries, some of which arrive again."""
    for _ in range(count):
        order = [*arriving, *chance.sample(arriving, min(AGAIN, len(arriving)))]
        chance.shuffle(order)
        yield order


@dataclass(frozen=True)
class Outcome:
    """What the orders came to."""

    extracts: int
    formats: tuple[str, ...]
    sections: int
    statements: int
    orders: int
    steps: int
    stores: int
    in_full: int
    live: int


def campaign(formats: list[Format], *, count: int, in_full: int, seed: int = 7) -> Outcome:
    """Go through the orders; `stores` and `live` say how many different ones came out, of which there must be one."""
    arriving = [delivery for form in formats for delivery in deliveries(form, seed=seed)]
    chance = random.Random(seed)
    store = Store(arriving)
    stores = {tuple(sorted(store.after(order).items())) for order in orders(arriving, count, chance=chance)}
    live = {store.live(dict(found)) for found in stores}
    for number, order in enumerate(orders(arriving, in_full, chance=chance)):
        stores.add(tuple(sorted(store.in_full(order).items())))
        if number % 20 == 0:
            live.add(store.live_now())
    return Outcome(
        extracts=len(arriving),
        formats=tuple(form.name for form in formats),
        sections=len({name for delivery in arriving for name in delivery.rows}),
        statements=sum(len(rows) for delivery in arriving for rows in delivery.rows.values()),
        orders=count,
        steps=len(store.steps),
        stores=len(stores),
        in_full=in_full,
        live=len(live),
    )


def by_night(count: int, *, seed: int = 7) -> tuple[int, int]:
    """Let files arrive one a night, in random orders; return how many there are and how many different stars came."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        list(
            write_sample(folder / "files", children=40, first_year=2023, last_year=2024, months=1, mess=0.01, seed=seed)
        )
        files = sorted((folder / "files").iterdir())
        stars = set()
        for number in range(count):
            project = folder / f"project {number}"
            list(initialise(project, code=CODE, name="S", inbox="in", warehouse="sqlite:///warehouse.db", alert_url=""))
            settings = project / "lodestar.toml"
            settings.write_text(settings.read_text().replace("quiet_seconds = 30", "quiet_seconds = 0"))
            (project / "pseudonym.key").write_text("0" * 64)
            for file in chance.sample(files, len(files)):
                shutil.copy(file, project / "in")
                nightly(project)
            with looking_at(project) as (_, connection):
                star = partition(connection, CODE)
            stars.add(hashlib.sha256("".join(star[name].to_csv() for name in sorted(star)).encode()).hexdigest())
    return len(files), len(stars)


def page(outcome: Outcome, *, nights: tuple[int, int, int], seconds: float, today: date) -> str:
    """Return the page of results."""
    night_orders, files, stars = nights
    one = "one and the same" if outcome.stores == outcome.live == stars == 1 else "DIFFERENT: report this"
    return "\n".join(
        [
            "# Any order of arrival",
            "",
            "<!-- Written by `make campaign-orders`. -->",
            "",
            f"Measured on {today:%d %B %Y}, in {seconds / 60:.0f} minutes: {one}.",
            "",
            "For each format, three or four invented deliveries with rows in every section: an older one, one and its "
            "correction for the same day, and of the two returns about children a newer one.",
            "They overlap in days and in keys and contradict each other in values.",
            f"Formats: {', '.join(outcome.formats)}.",
            "",
            "| What | Count | Different results |",
            "|---|---:|---:|",
            f"| random orders of {outcome.extracts} extracts ({outcome.sections} sections, {outcome.statements:,} "
            f"statements), {AGAIN} of which arrive twice | {outcome.orders:,} | {outcome.stores} |",
            f"| further orders gone through from the empty store to the end | {outcome.in_full:,} | {outcome.stores} |",
            f"| children, facts, withdrawals and crosswalk made from the stores | "
            f"{1 + (outcome.in_full + 19) // 20:,} | {outcome.live} |",
            f"| orders of {files} files, one a night, through the nightly run | {night_orders} | {stars} |",
            "",
            "What a delivery does to one section of the store depends on that section alone.",
            f"So each of the {outcome.steps:,} different steps, a state of a section and a delivery, was done once, by "
            f"the merge of the nightly run on a database, and the {outcome.orders:,} orders are paths of these steps.",
            "Others were gone through from the empty store to the end, and came to the same store.",
            "",
            "Where two extracts describe the same day and neither says when it was made, the order of arrival decides "
            "([decision 5](decisions/0005-which-statement-is-newest.md)); these deliveries say when they were made.",
            "",
        ]
    )


def main() -> int:
    """Run the campaign and write its page."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--orders", type=int, default=ORDERS)
    options.add_argument("--in-full", type=int, default=IN_FULL)
    options.add_argument("--nights", type=int, default=BY_NIGHT)
    given = options.parse_args()
    started = time.monotonic()
    outcome = campaign([form for form in FORMATS.values() if form.sections], count=given.orders, in_full=given.in_full)
    files, stars = by_night(given.nights)
    written = page(
        outcome,
        nights=(given.nights, files, stars),
        seconds=time.monotonic() - started,
        today=date.today(),
    )
    PAGE.write_text(written, encoding="utf-8")
    sys.stdout.write(written)
    return 0 if outcome.stores == outcome.live == stars == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
