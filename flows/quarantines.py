"""Look at what was held back: on the screen by place and reason, with content only in a file that is asked for."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.contract import DATASETS
from flows.opened import looking_at
from flows.private_files import require_own_place, write_private
from flows.sources.register_declaration import declare_registers
from flows.toml_files import SettingsError, did_you_mean
from warehouse.ledger_tables import quarantine
from warehouse.quarantine import narrowed

_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[\d., ]+")


def listing(project: Path, *, dataset: str = "", every: bool = False) -> Iterator[str]:
    """Yield the place, rule and reason of each held row; never its content."""
    check_dataset(project, dataset)
    with looking_at(project) as (_, connection):
        total = 0
        for entry in _held(connection, dataset, every):
            total += 1
            sheet = f", {entry['source_sheet']}" if entry["source_sheet"] else ""
            yield (
                f"{entry['quarantine_id']:>6}  {entry['held']:<5}  {entry['source_file']}{sheet}, line "
                f"{entry['source_line']}: {entry['rule']}: {entry['reason']}"
                + ("" if entry["state"] == "held" else f" ({entry['state']})")
            )
        yield f"{total:,} entries. {_next_step(total)}"


def export(project: Path, file: Path, *, dataset: str = "") -> str:
    """
    Write the held rows with their content to a CSV that only this account can read; return what was done.

    Raises `SettingsError` for a dataset that there is not, a file that cannot be written, and one in the project's own
    folders.
    """
    check_dataset(project, dataset)
    with looking_at(project) as (settings, connection):
        require_own_place(settings, file.parent)
        entries = [dict(entry) for entry in _held(connection, dataset, every=False)]
    fields = [column.name for column in quarantine.c if column.name not in ("record", "state", "row_number")]
    content = sorted({name for entry in entries for name in entry["record"]})
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*fields, *content], extrasaction="ignore")
    writer.writeheader()
    writer.writerows(
        {name: _inert(value) for name, value in entry["record"].items()} | {name: entry[name] for name in fields}
        for entry in entries
    )
    write_private(file, out.getvalue().encode("utf-8-sig"))
    return (
        f"{len(entries):,} entries written to {file}. It holds children's records: keep it safe, delete it when done."
    )


def _inert(value: str | None) -> str | None:
    """Keep a spreadsheet from taking a text for a formula: what a record holds may have been written to be run."""
    return f"'{value}" if value and value.startswith(_FORMULA_BEGINS) and not _NUMBER.fullmatch(value) else value


def check_dataset(project: Path, dataset: str) -> None:
    """Raise `SettingsError` for the name of a dataset that there is not; an empty one stands for all."""
    if not dataset:
        return
    declare_registers(project)
    if dataset not in DATASETS:
        meant = did_you_mean(dataset, DATASETS)
        raise SettingsError(f'There is no dataset "{dataset}".{meant} There are: {", ".join(sorted(DATASETS))}.')


def _held(connection: Connection, dataset: str, every: bool):
    entries = sa.select(quarantine).order_by(quarantine.c.quarantine_id)
    return connection.execute(narrowed(entries, dataset=dataset or None, every=every)).mappings()


def _next_step(total: int) -> str:
    return "Correct the records in the case system and export again." if total else "Nothing is held back."
