"""
What is held back, as work for people: a workbook for each authority, a sheet for each team.

It says who must look at which record and what to do there, so it names children: it is written for one account,
into a folder that a person names.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa
import xlsxwriter
from sqlalchemy import Connection
from xlsxwriter.utility import xl_range_abs

from expectations.contract import DATASETS
from expectations.suites import all_checks, words
from flows.counts import plural
from flows.opened import looking_at
from flows.private_files import private_folder, write_private
from flows.quarantines import check_dataset
from flows.run import utc_now
from flows.settings import AuthoritySettings
from warehouse.ledger_tables import extract, quarantine
from warehouse.quarantine import HELD, narrowed

COLUMNS = {  # width in characters
    "Number": 10,
    "Dataset": 24,
    "Rule": 26,
    "What is wrong": 54,
    "In the figures": 22,
    "Record": 40,
    "Field": 24,
    "As delivered": 26,
    "What to do": 54,
    "Since": 13,
    "Extract": 34,
    "Place": 24,
    "Line": 8,
}
NO_TEAM = "No team"
EFFECTS = {"row": "The row is missing", "value": "The row counts without the value"}
LONGEST = 500  # characters of a delivered value; a spreadsheet refuses a cell of more than 32,767
SHEET_NAME = 31  # characters
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\!]")
DO = {
    "required": "Enter the {fields}.",
    "unreadable": "Correct the {fields}.",
    "outside_calendar": "Correct the {fields}.",
    "unknown": "Choose a code of the list for the {fields}; if the wording is right, have it mapped.",
    "grain": "Keep one of the two records, or correct the {fields} of one.",
}
LOOK_AT = "Look at the {fields} and correct what is wrong."
THEN = " An extract that holds it again takes its place."


@dataclass(frozen=True)
class Task:
    """One held row or value, in words."""

    number: int
    dataset: str
    rule: str
    wrong: str
    effect: str
    record: str
    field: str
    delivered: str
    to_do: str
    since: date
    extract: str
    place: str
    line: int
    team: str

    @property
    def cells(self) -> tuple[int | str | date, ...]:
        """What stands in the row of the sheet."""
        return tuple(getattr(self, name) for name in self.__dataclass_fields__ if name != "team")


def write_work_lists(project: Path, folder: Path, *, authority: str = "", dataset: str = "") -> Iterator[str]:
    """
    Write a workbook for each authority of which anything is held, and yield what was written, in counts.

    Raises `SettingsError` for a folder that others can look into, or that is the project's own.
    """
    check_dataset(project, dataset)
    today = utc_now().date()
    with looking_at(project) as (settings, connection):
        theirs = settings.chosen(authority)
        private_folder(settings, folder)
        for each in theirs:
            listed = tasks(connection, each.code, dataset=dataset)
            if not listed:
                yield f"{each.code}: nothing is held back."
                continue
            file = folder / f"work-list-{each.code}-{today}.xlsx"
            write_private(file, workbook(each, listed, today))
            teams = len({task.team for task in listed} - {NO_TEAM})
            counted = f"{plural(len(listed), 'entry', 'entries')}, {plural(teams, 'team')}"
            yield (
                f"{each.code}: {counted}, written to {file}. It holds children's records: keep it safe, delete "
                "it when done."
            )


def tasks(connection: Connection, authority_code: str, *, dataset: str = "") -> list[Task]:
    """Return what is held of an authority now, by dataset and rule, the longest held first."""
    entries = connection.execute(
        narrowed(
            sa.select(quarantine, extract.c.archived_at).join_from(quarantine, extract),
            authority_code=authority_code,
            dataset=dataset or None,
            every=True,
        ).order_by(extract.c.archived_at, quarantine.c.quarantine_id)
    ).mappings()
    first_held: dict[tuple, date] = {}
    listed = []
    for entry in entries:
        record = identified(entry)
        since = first_held.setdefault((entry["section"], entry["rule"], record), entry["archived_at"].date())
        if entry["state"] == HELD:
            listed.append(_task(entry, record, since))
    return sorted(listed, key=lambda task: (task.dataset, task.rule, task.since, task.number))


def identified(entry: Mapping) -> str:
    """Return in words which record an entry is about: its child, and what tells its rows apart."""
    dataset, record = DATASETS[entry["dataset"]], entry["record"]
    names = dict.fromkeys([*(["child_id"] if "child_id" in dataset.columns else []), *dataset.grain])
    return ", ".join(f"{words(dataset.columns[name])} {record[name]}" for name in names if record.get(name))


def _task(entry: Mapping, record: str, since: date) -> Task:
    dataset = DATASETS[entry["dataset"]]
    columns = _columns_at_fault(entry)
    said = [words(dataset.columns[name]) for name in columns]
    kind = entry["rule"].partition(":")[0]
    return Task(
        number=entry["quarantine_id"],
        dataset=entry["dataset"],
        rule=entry["rule"],
        wrong=entry["reason"],
        effect=EFFECTS[entry["held"]],
        record=record,
        field=", ".join(said),
        delivered=", ".join((entry["record"].get(name) or "empty")[:LONGEST] for name in columns)[:LONGEST],
        to_do=DO.get(kind, LOOK_AT).format(fields=" and the ".join(said) or "record") + THEN,
        since=since,
        extract=entry["source_file"],
        place=entry["source_sheet"],
        line=entry["source_line"],
        team=" ".join((entry["record"].get("team") or NO_TEAM).split()),
    )


def _columns_at_fault(entry: Mapping) -> list[str]:
    """
    Return the columns to look at: those of the first rule, then those of the others that held the row.

    The ledger names the first rule and has the others in words; a year may follow the words of a code list.
    """
    checks = all_checks(DATASETS[entry["dataset"]])
    others = (check for check in checks.values() if check.held != "none" and check.message[:-1] in entry["reason"])
    first = [checks[entry["rule"]]] if entry["rule"] in checks else []  # a rule may have been retired
    return list(dict.fromkeys(name for check in (*first, *others) for name in check.columns))


# --- The workbook


def workbook(authority: AuthoritySettings, listed: list[Task], today: date) -> bytes:
    """
    Return the workbook of a work list: a sheet for each team that a row names, and one for the rows that name none.

    Made for people who hear it as well as for those who see it: one table a sheet from its first cell on, its
    header fixed and named, no merged cells, no meaning in colours, a title and a language.
    """
    title = f"Records to correct: {authority.name}, {today:%d %B %Y}"
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:  # else it writes records to a temporary file
        book.set_properties({"title": title, "author": "Lodestar", "comments": "Holds children's records."})
        by_team: dict[str, list[Task]] = {}
        for task in listed:
            by_team.setdefault(task.team, []).append(task)
        names = _sheet_names(sorted(by_team, key=lambda team: (team == NO_TEAM, team.casefold())))
        for number, (team, name) in enumerate(names.items(), start=1):
            _write_sheet(book, name, by_team[team], number)
    return _in_english(content.getvalue())


def _sheet_names(teams: Iterable[str]) -> dict[str, str]:
    """Return a sheet's name for each team: what spreadsheets do not allow left out, and none twice."""
    names: dict[str, str] = {}
    taken: set[str] = {"history"}  # Excel keeps this name for itself
    for team in teams:
        plain = _NOT_IN_SHEET_NAMES.sub(" ", team).replace("'", "’")[:SHEET_NAME].strip() or "Team"
        name, copy = plain, 1
        while name.casefold() in taken:
            copy += 1
            name = f"{plain[: SHEET_NAME - len(f' {copy}')]} {copy}"
        taken.add(name.casefold())
        names[team] = name
    return names


def _write_sheet(book: xlsxwriter.Workbook, name: str, listed: list[Task], number: int) -> None:
    sheet = book.add_worksheet(name)
    # Written as text, and marked as text, so that a delivered "=..." is no formula, also when somebody edits it.
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@", "quote_prefix": True})
    whole = book.add_format({"valign": "top", "num_format": "0"})
    day = book.add_format({"valign": "top", "num_format": "d mmm yyyy"})
    for row, task in enumerate(listed, start=1):
        for column, value in enumerate(task.cells):
            if isinstance(value, str):
                sheet.write_string(row, column, value, text)
            elif isinstance(value, date):
                sheet.write_datetime(row, column, value, day)
            else:
                sheet.write_number(row, column, value, whole)
    last = (len(listed), len(COLUMNS) - 1)
    sheet.add_table(
        0,
        0,
        *last,
        {
            "name": f"Work_list_{number}",
            "columns": [{"header": header} for header in COLUMNS],
            "style": "Table Style Light 1",
            "description": f"Records to correct: {name}",
        },
    )
    for column, width in enumerate(COLUMNS.values()):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 1)
    # By this name screen readers know where the headers are.
    book.define_name(f"'{name}'!ColumnTitle", f"='{name}'!{xl_range_abs(0, 0, 0, len(COLUMNS) - 1)}")
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _in_english(book: bytes) -> bytes:
    """Return the workbook with its language among its properties, for which the writer has no word."""
    spoken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(spoken, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "docProps/core.xml":
                end = b"</cp:coreProperties>"
                content = content.replace(end, b"<dc:language>en-GB</dc:language>" + end)
            new.writestr(part, content)
    return spoken.getvalue()
