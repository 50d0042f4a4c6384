"""
What a person does with queries: say why the rows are right as they are, look at what was said, take it back.

The reason in words may name a child. It goes into the warehouse and is shown by the list alone: no line, page, alert
or error has it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, RowMapping

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.contract import DATASETS, Severity
from expectations.explanations import Explanation, Reason
from expectations.suites import all_checks
from flows.alerting import colleague
from flows.alerts import Problem
from flows.counts import number, plural
from flows.opened import looking_at, opened
from flows.reports.deliveries import Deliveries, Finding, deliveries
from flows.reports.pages import day, moment
from flows.reports.queries import Query
from flows.settings import SettingsError
from flows.sources.register_declaration import declare_registers
from warehouse import explanations
from warehouse.engine import writing

LONGEST_REASON = 2000  # characters
TOLD_ANYWAY = ("reader:", "drift:")  # what a reader could not take is told as such as long as it is not explained
NOTHING_CHANGED = "Nothing was changed."


@dataclass(frozen=True)
class Asked:
    """Which query a person speaks of; dataset and year need to be said only where several fit."""

    authority: str
    rule: str
    dataset: str = ""
    year: int | None = None

    def fits(self, dataset: str, rule: str, year: int) -> bool:
        """Whether it may be this one."""
        return rule == self.rule and self.dataset in ("", dataset) and self.year in (None, year)


def explain(
    project: Path, asked: Asked, *, why: Reason, reason: str, owner: str, until: date, by: str, now: datetime
) -> str:
    """
    Keep why the rows that a query asks about are right, and return what that does.

    Raises `SettingsError`, and nothing is changed, for what decides figures and so is corrected, not explained; where
    nothing is open; and where it is not clear which query is meant.
    """
    if until < now.date():
        raise SettingsError(f"A query is explained until today or a day to come. {NOTHING_CHANGED}")
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= LONGEST_REASON or not reason.isprintable():
        raise SettingsError(f"A reason is text of 1 to {number(LONGEST_REASON)} characters. {NOTHING_CHANGED}")
    owner, by = colleague(owner), colleague(by)
    with _writing(project, asked.authority) as (authority_code, connection):
        query = _the_query(deliveries(connection, authority_code, today=now.date()), asked)
        explanation = Explanation(
            dataset=query.dataset,
            rule=query.rule,
            collection_year=query.year,
            rows_explained=query.rows,
            reason_code=why.value,
            owner=owner,
            until=until,
        )
        is_new = explanations.explain(connection, authority_code, explanation, reason=reason, by=by, now=now)
    which = f"{query.rule} in {query.dataset}, {query.year}"
    if not is_new:
        return f"{authority_code}: {which} was explained so already. {NOTHING_CHANGED}"
    for_dfe = " DfE takes the rule for an error: its census asks for a correction." if query.rule.isdecimal() else ""
    return (
        f"{authority_code}: {which} is explained for {plural(query.rows, 'row')} until {day(until)}. It is asked again "
        f"when there are more, after that day, and in the next year. The next run writes the pages.{for_dfe}"
    )


def take_back(project: Path, asked: Asked, *, by: str, now: datetime) -> str:
    """Let a query be asked again; raises `SettingsError` unless exactly one explanation fits."""
    by = colleague(by)
    with _writing(project, asked.authority) as (authority_code, connection):
        said = explanations.explanations(connection, authority_code)
        fitting = [each for each in said if asked.fits(each.dataset, each.rule, each.collection_year)]
        if not fitting:
            raise SettingsError(
                f'{asked.rule} is not explained. "lodestar quality explained" lists what is. {NOTHING_CHANGED}'
            )
        _require_one({(each.dataset, each.collection_year) for each in fitting}, asked)
        (which,) = fitting
        year = which.collection_year
        explanations.take_back(connection, authority_code, which.dataset, which.rule, year, by=by, now=now)
    return f"{authority_code}: {which.rule} in {which.dataset}, {year}, is no longer explained: it is asked again."


def listing(project: Path, *, authority: str, every: bool, now: datetime) -> Iterator[str]:
    """Yield what was said to queries and stands or was asked again since, with the reasons in words."""
    with looking_at(project) as (settings, connection):
        for each in settings.chosen(authority):
            delivered = deliveries(connection, each.code, today=now.date())
            entries = explanations.every_explanation(connection, each.code)
            last = {_place(entry): entry["explanation_id"] for entry in entries if entry["withdrawn_at"] is None}
            for entry in entries:
                replaced = entry["withdrawn_at"] is None and last[_place(entry)] != entry["explanation_id"]
                if every or not (replaced or entry["withdrawn_at"]):
                    yield from _entry(each.code, entry, "replaced" if replaced else _state(delivered, entry))
            yield f"{each.code}: {plural(len(last), 'query is', 'queries are')} explained or asked again."


def asked_again(authority_code: str, delivered: Deliveries) -> Iterator[Problem]:
    """Yield the queries that a person explained once, and that have to be asked again."""
    for query in delivered.queries.values():
        if not query.asked_again or query.rule.startswith(TOLD_ANYWAY):
            continue
        yield Problem(
            key=f"{authority_code}:{query.dataset}:{query.rule}:explained:{query.year}",
            severity=Severity.WARNING,
            title=f"{authority_code}: {query.dataset}: {query.rule} is asked again",
            what_happened=f"{query.message} {query.asked_again}",
            withheld="Nothing.",
            state_now="The rows are loaded.",
            what_to_do=f"It is for {query.explanation.owner}: correct the records and export again, or say with "
            '"lodestar quality explain" why they are right.',
            count=query.rows,
            authority_code=authority_code,
            dataset=query.dataset,
        )


def _the_query(delivered: Deliveries, asked: Asked) -> Query:
    """Return the open query that is meant; raises `SettingsError`, saying why, where there is none."""
    found = [
        each
        for each in (*delivered.open_findings, *delivered.explained_findings)
        if asked.fits(each.dataset, each.rule, delivered.by_id[each.extract_id].year)
    ]
    if not found:
        raise SettingsError(
            f'No finding of {asked.rule} is open there. "lodestar quality" lists what is. {NOTHING_CHANGED}'
        )
    for each in found:
        if refusal := _refusal(each):
            raise SettingsError(f"{each.rule} in {each.dataset} cannot be explained: {refusal} {NOTHING_CHANGED}")
    queries = {(query.dataset, query.year): query for query in map(delivered.query_of, found)}
    _require_one(set(queries), asked)
    (query,) = queries.values()
    return query


def _refusal(found: Finding) -> str:
    """Say why a finding is none that a reason could answer; nothing where it is a query."""
    if found.state == "error":
        return "it could not be judged, which is our mistake; please report it."
    if found.severity == Severity.CRITICAL:
        return "it is critical and stops the extract. Deliver a correct one."
    if found.severity == Severity.ERROR:
        return "it is an error, whose rows are held back and in no figure. Correct the records, and export again."
    if found.severity == Severity.NOTE:
        return "it is a note, which asks for nothing."
    check = all_checks(DATASETS[found.dataset]).get(found.rule) if found.dataset in DATASETS else None
    if check is not None and check.held != "none":
        return "its values are held back and missing from figures. Correct them, or have the wording mapped."
    return ""


def _require_one(fitting: set[tuple[str, int]], asked: Asked) -> None:
    if len(fitting) > 1:
        places = ", ".join(f"--dataset {dataset} --year {year}" for dataset, year in sorted(fitting))
        raise SettingsError(f"{asked.rule} is found in several places; name one of: {places}. {NOTHING_CHANGED}")


@contextmanager
def _writing(project: Path, authority: str) -> Iterator[tuple[str, Connection]]:
    """Yield an authority's code and a connection whose transaction is kept whole or not at all."""
    declare_registers(project)
    settings, engine = opened(project)
    theirs = settings.chosen(authority)
    if len(theirs) > 1:
        raise SettingsError(f"Say with --authority whose query it is. {NOTHING_CHANGED}")
    try:
        with writing(engine) as connection:
            yield theirs[0].code, connection
    finally:
        engine.dispose()


def _place(entry: RowMapping) -> tuple[str, str, int]:
    return entry["dataset"], entry["rule"], entry["collection_year"]


def _state(delivered: Deliveries, entry: RowMapping) -> str:
    if entry["withdrawn_at"]:
        return f"taken back {moment(entry['withdrawn_at'])} by {entry['withdrawn_by']}"
    answered = [each for each in delivered.queries.values() if each.explanation and _said_in(each) == _place(entry)]
    if again := " ".join(filter(None, (query.asked_again for query in answered))):
        return f"asked again. {again}"
    return "stands" if answered else "no longer found"


def _said_in(query: Query) -> tuple[str, str, int]:
    return query.dataset, query.rule, query.explanation.collection_year


def _entry(authority_code: str, entry: RowMapping, state: str) -> Iterator[str]:
    yield (
        f"{authority_code}  {entry['rule']} in {entry['dataset']}, {entry['collection_year']}: "
        f"{plural(entry['rows_explained'], 'row')}, {entry['reason_code']}, {entry['owner']}, until "
        f"{day(entry['until'])}: {state}"
    )
    yield f"     {entry['reason'] or 'The reason was deleted after the days that the settings say.'}"
    yield f"     Given {moment(entry['explained_at'])} by {entry['explained_by']}"
