"""Judge the rows of one section of an extract: every row has one fate."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from expectations.contract import DATASETS, NOT_DELIVERED, Column, Context, Dataset, Severity
from expectations.findings import Finding, Outcome, State
from expectations.sections import Sections
from expectations.suites import words
from expectations.validation import accept, drop_restated, undeciphered, validate_sections
from flows.sources.extract import PROVENANCE
from transforms.conform.section import Section
from transforms.parsing import Parsed, parse
from transforms.suggestions import suggest

Pseudonymise = Callable[[pd.Series], pd.Series]

PLACES = [name for name in PROVENANCE if name != "row_number"]
NONE_HELD = pd.DataFrame(columns=["row_number", "rule", "reason", "held", *PLACES, "record"])
CLOSEST_SHOWN = 3  # codes in the message of a finding


@dataclass(frozen=True)
class Judged:
    """
    One section of one extract, judged.

    `accepted` are the typed rows to load, `held` the rows and values held back, as text, with rule and reason.
    Rows in = accepted + rows held + dropped.
    """

    section: Section
    rows_in: int
    accepted: pd.DataFrame
    held: pd.DataFrame
    dropped: dict[str, int]
    delivered: tuple[str, ...]
    outcome: Outcome

    @property
    def rows_held(self) -> int:
        """Rows not loaded."""
        return int((self.held["held"] == "row").sum())


def pseudonymiser(key: str) -> Pseudonymise:
    """Return a function that replaces names by a keyed hash: the same name, the same pseudonym."""

    def pseudonym(name: str) -> str:
        return hmac.new(key.encode(), " ".join(name.split()).casefold().encode(), hashlib.sha256).hexdigest()[:32]

    def pseudonymise(names: pd.Series) -> pd.Series:
        return names.map({name: pseudonym(name) for name in names.dropna().unique()}).astype("str")

    return pseudonymise


@dataclass(frozen=True)
class Delivered:
    """One section as it arrived, as text; `dropped` are the rows that the reader left out, by rule."""

    section: Section
    text: pd.DataFrame
    dropped: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Read:
    """A section with typed values, each row that says something new once; `restated` are the others, counted."""

    delivered: Delivered
    dataset: type[Dataset]
    parsed: Parsed
    restated: pd.DataFrame
    counted: dict[str, int]


def judge(
    sections: Iterable[Delivered],
    context: Context,
    *,
    pseudonymise: Pseudonymise,
    last_year: Iterable[Delivered] = (),
) -> list[Judged]:
    """Parse and validate the sections of one extract, beside those of the return of the year before if it is there."""
    read = [_read(delivered, context, pseudonymise) for delivered in sections]
    year_before = replace(context, collection_year=context.collection_year and context.collection_year - 1)
    read_before = [_read(delivered, year_before, pseudonymise) for delivered in last_year]
    context = replace(context, sections=_side_by_side(read, read_before))
    outcomes = validate_sections([(each.dataset, each.parsed) for each in read], context)
    return [_judged(each, outcome, context) for each, outcome in zip(read, outcomes, strict=True)]


def _side_by_side(read: list[_Read], read_before: list[_Read]) -> Sections:
    return Sections(
        {each.dataset.name: each.parsed.frame for each in read},
        {each.dataset.name: each.restated for each in read},
        {each.dataset.name: each.parsed.frame for each in read_before},
    )


def _read(delivered: Delivered, context: Context, pseudonymise: Pseudonymise) -> _Read:
    dataset, text = DATASETS[delivered.section.dataset], delivered.text
    parsed = parse(
        dataset,
        text,
        year=context.collection_year,
        statutory=context.statutory,
        pseudonymise=pseudonymise,
        wordings=delivered.section.wordings,
    )
    kept, dropped = drop_restated(parsed.frame, beside=undeciphered(parsed, text))
    restated = parsed.frame.drop(kept.index) if dropped else parsed.frame.iloc[:0]
    return _Read(delivered, dataset, replace(parsed, frame=kept), restated, dropped)


def _judged(read: _Read, outcome: Outcome, context: Context) -> Judged:
    dataset, parsed, text, dropped = read.dataset, read.parsed, read.delivered.text, dict(read.delivered.dropped)
    kept = parsed.frame
    suggested = {
        f"unknown:{name}": _suggest(dataset.columns[name], text[name].where(mask)[kept.index].dropna(), context)
        for name, mask in parsed.unknown.items()
        if mask.any()
    }
    return Judged(
        section=read.delivered.section,
        rows_in=len(text) + sum(dropped.values()),
        accepted=_with_whole_keys(dataset, accept(kept, outcome)),
        held=_held(outcome, text, suggested),
        dropped={rule: count for rule, count in (dropped | read.counted).items() if count},
        delivered=tuple(sorted(parsed.delivered)),
        outcome=Outcome(
            (*(_with_closest(finding, suggested) for finding in outcome.findings), *_sentinels(dataset, parsed))
        ),
    )


def _sentinels(dataset: type[Dataset], parsed: Parsed) -> Iterator[Finding]:
    """Count the dates that systems write where there is none."""
    for name, count in parsed.sentinels.items():
        yield Finding(
            dataset=dataset.name,
            rule=f"sentinel:{name}",
            severity=Severity.NOTE,
            state=State.FAILED,
            message=f"The {words(dataset.columns[name])} is a day that stands for none, and was read as none.",
            evaluated=len(parsed.frame),
            failed=min(count, len(parsed.frame)),
            columns=(name,),
        )


def _with_whole_keys(dataset: type[Dataset], rows: pd.DataFrame) -> pd.DataFrame:
    """Say of a code in the natural key that it was not delivered: a key has no missing values."""
    optional = [name for name in dataset.grain if dataset.columns[name].optional]
    return rows.assign(**{name: rows[name].fillna(NOT_DELIVERED) for name in optional})


def _suggest(column: Column, texts: pd.Series, context: Context) -> pd.Series:
    admitted = column.type.values_in(context.collection_year, statutory=context.statutory)
    return suggest(column.type, texts, among=admitted)


def _with_closest(finding: Finding, suggested: Mapping[str, pd.Series]) -> Finding:
    """Add to a finding of unknown codes which codes they come closest to, and how many to each."""
    if finding.state is not State.FAILED or finding.rule not in suggested:
        return finding
    counts = Counter(suggested[finding.rule].dropna())
    if not counts:
        return finding
    commonest = sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))[:CLOSEST_SHOWN]
    closest = ", ".join(f"{code} ({count:,})" for code, count in commonest)
    return replace(finding, message=f"{finding.message} Closest in the list: {closest}.")


def _held(outcome: Outcome, text: pd.DataFrame, suggested: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Return what is held back as the quarantine keeps it: rule, all reasons, place, and the row as it arrived."""
    holding = [finding for finding in outcome.findings if finding.held in ("row", "value") and finding.failed]
    if not holding:
        return NONE_HELD
    reasons = pd.concat(
        [_reasons(finding, text, suggested.get(finding.rule)) for finding in holding], ignore_index=True
    )
    by_row = reasons.groupby("row_number", sort=True).agg(
        rule=("rule", "first"),
        reason=("reason", " ".join),
        held=("held", "min"),  # "row" before "value"
    )
    rows = text.set_index("row_number").loc[by_row.index]
    content = rows.drop(columns=[name for name in PROVENANCE if name in rows]).astype(object)
    records = content.where(content.notna(), None).to_dict("records")
    return by_row.join(rows[PLACES]).assign(record=pd.Series(records, index=by_row.index, dtype=object)).reset_index()


def _reasons(finding: Finding, text: pd.DataFrame, suggested: pd.Series | None) -> pd.DataFrame:
    reasons = pd.DataFrame(
        {
            "row_number": np.asarray(finding.row_numbers, dtype="int64"),
            "rule": finding.rule,
            "reason": finding.message,
            "held": finding.held,
        }
    ).sort_values("row_number")
    if suggested is None:
        return reasons
    hints = " Closest in the list: " + suggested.dropna() + "."
    by_row = dict(zip(text.loc[hints.index, "row_number"], hints, strict=True))
    return reasons.assign(reason=[f"{finding.message}{by_row.get(row, '')}" for row in reasons["row_number"]])
