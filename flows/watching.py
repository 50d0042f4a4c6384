"""Watch the stream: what is unusual in the newest extracts, and which is late."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection

from expectations.contract import DATASETS
from expectations.working_days import calendar
from flows.judging import Judged
from flows.sources.extract import Extract
from transforms.stream import HISTORY, Signal, observe, signals
from warehouse import overview
from warehouse.stream import observations, record_observations


@dataclass(frozen=True)
class Seen:
    """Something unusual in the newest extract of a section."""

    format: str
    section: str
    dataset: str
    as_at: date
    signal: Signal


@dataclass(frozen=True)
class Late:
    """A format whose newest extract is older than the authority wants it; without a day, none has arrived."""

    format: str
    as_at: date | None
    days: int
    allowed: int


def watch(connection: Connection, extract_id: str, extract: Extract, sections: Sequence[Judged]) -> None:
    """Keep what the newest accepted rows of an extract look like, in counts."""
    since = date(extract.collection_year - 1, 4, 1) if extract.collection_year else None
    record_observations(
        connection,
        extract_id,
        (
            asdict(observed) | {"section": judged.section.name, "dataset": judged.section.dataset}
            for judged in sections
            for observed in observe(
                DATASETS[judged.section.dataset],
                judged.accepted,
                as_at=extract.as_at,
                since=since,
                calendar=calendar(),
            )
        ),
    )


def unusual(connection: Connection, authority_code: str) -> list[Seen]:
    """Return what is unusual in the newest extract of each section, beside those before it."""
    found = []
    observed = observations(connection, authority_code, days=HISTORY)
    for (name, section, dataset), rows in observed.groupby(["format", "section", "dataset"]):
        newest = rows["as_at"].max().date()
        found += [Seen(name, section, dataset, newest, signal) for signal in signals(rows)]
    return found


def late(connection: Connection, authority_code: str, wanted: Mapping[str, int], today: date) -> Iterator[Late]:
    """
    Yield the formats whose newest extract describes a day that is longer ago than wanted.

    What counts is the day that an extract describes, so that the late arrival of an old one hides nothing.
    """
    newest = overview.newest_days(connection, authority_code)
    for name, allowed in wanted.items():
        as_at = newest.get(name)
        days = (today - as_at).days if as_at else 0
        if as_at is None or days > allowed:
            yield Late(name, as_at, days, allowed)
