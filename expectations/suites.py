"""
The checks of a dataset, derived from its declaration and its hand-written rules.

Each check is said twice: as a pandas mask that is true for the rows that fail, and as an expectation of Great
Expectations, which judges the counts (decision 0002).
Codes are shown to it as they are and judged by its built-in expectation.
Everything else (rules, readability, the grain, whatever is personal) reaches it only as a flag, 0 or 1, whose sum
is expected to be 0: names, identifiers and dates never enter it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from expectations.contract import FIRST_DAY, LAST_DAY, Column, Context, Dataset, Rule, Severity
from expectations.findings import Held

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

NONE_FLAGGED = "none flagged"
FEWEST_TOGETHER = 2  # Great Expectations adds up two columns or more
MOST_CHECKS = 125  # a suite; one that fails costs Great Expectations 4 ms, and up to 200 it stays so


class Parsed(Protocol):
    """
    Rows as parsing leaves them (transforms.parsing.Parsed).

    `frame` is typed; `delivered` are the columns that the extract has; `unreadable` and `unknown` say, by column,
    which values could not be read and which codes no list holds.
    """

    @property
    def frame(self) -> pd.DataFrame: ...
    @property
    def delivered(self) -> frozenset[str]: ...
    @property
    def unreadable(self) -> dict[str, pd.Series]: ...
    @property
    def unknown(self) -> dict[str, pd.Series]: ...


@dataclass(frozen=True)
class Rows:
    """A frame that needed no parsing, or part of one that did."""

    frame: pd.DataFrame
    delivered: frozenset[str] = frozenset()
    unreadable: dict[str, pd.Series] = field(default_factory=dict)
    unknown: dict[str, pd.Series] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """
    One statement about the rows of a dataset.

    `fails` returns true for each row that fails; `judged` the rows it has an opinion about (all, if None).
    `expects` names a built-in expectation and its arguments; None means a flag.
    `among_accepted` is judged only among the rows that no other check holds back.
    """

    rule: str
    severity: Severity
    message: str
    columns: tuple[str, ...]
    fails: Callable[[Parsed], pd.Series]
    held: Held = "none"
    judged: Callable[[Parsed], pd.Series] | None = None
    expects: tuple[str, dict[str, Any]] | None = None
    applies: bool = True
    among_accepted: bool = False

    @property
    def flag(self) -> str:
        """Name of the column of flags in which Great Expectations sees the check."""
        return f"fails {self.rule}"

    @property
    def seen(self) -> tuple[str, ...]:
        """The columns that Great Expectations sees as they are; none where it sees a flag."""
        arguments = self.expects[1] if self.expects else {"column_list": ()}
        named = (arguments.get(name) for name in ("column", "column_A", "column_B"))
        return tuple(arguments.get("column_list") or filter(None, named))

    def expectation(self) -> "Expectation":
        """Return the check in the words of Great Expectations; it holds codes and limits, never a row's values."""
        import great_expectations.expectations as built_in

        from expectations import own_expectations as own

        name, arguments = self.expects or (
            "ExpectColumnSumToBeBetween",
            {"column": self.flag, "min_value": 0, "max_value": 0},
        )
        return getattr(own if hasattr(own, name) else built_in, name)(
            **arguments,
            severity=_SEVERITIES[self.severity],
            meta={"rule": self.rule},
            description=self.message,
        )


def none_flagged(columns: Sequence[str], severity: Severity) -> "Expectation":
    """Return the expectation that no row has a flag in any column: one for all costs little more than one for one."""
    from great_expectations.expectations import ExpectMulticolumnSumToEqual

    return ExpectMulticolumnSumToEqual(
        column_list=[*columns], sum_total=0, severity=_SEVERITIES[severity], meta={"rule": NONE_FLAGGED}
    )


_SEVERITIES = {  # ours -> the three that Great Expectations knows
    Severity.CRITICAL: "critical",
    Severity.ERROR: "critical",
    Severity.WARNING: "warning",
    Severity.NOTE: "info",
}


@cache
def all_checks(dataset: type[Dataset]) -> dict[str, Check]:
    """Return every check that an extract with all columns of a dataset can fail, by rule; to be read, not judged."""
    return {check.rule: check for check in suite_for(dataset, frozenset(dataset.columns), Context("", date.max))}


def suite_for(dataset: type[Dataset], delivered: frozenset[str], context: Context) -> list[Check]:
    """Return the checks of a dataset for one extract; those that cannot be judged are marked as such."""
    return [
        check for column in dataset.columns.values() for check in _column_checks(dataset, column, delivered, context)
    ] + [
        *(_rule_check(rule, dataset, delivered, context) for rule in dataset.rules_in(context.collection_year)),
        _grain_check(dataset, delivered),
    ]


def _column_checks(
    dataset: type[Dataset], column: Column, delivered: frozenset[str], context: Context
) -> Iterator[Check]:
    there = column.name in delivered
    if not column.optional and not there:
        yield _missing_column(dataset, column)
    if not column.optional:
        yield _required(column, there)
    yield _unknown(column, there, context) if column.is_code else _unreadable(column, there)
    if column.type is date and column.name in dataset.grain:
        yield _outside_calendar(column, there)


def _missing_column(dataset: type[Dataset], column: Column) -> Check:
    return Check(
        rule=f"missing_column:{column.name}",
        severity=Severity.CRITICAL if column.name in dataset.grain else Severity.WARNING,
        message=f"The whole column {words(column)} was not delivered.",
        columns=(column.name,),
        fails=lambda parsed: pd.Series(True, index=parsed.frame.index),
    )


def _required(column: Column, there: bool) -> Check:
    return Check(
        rule=f"required:{column.name}",
        severity=Severity.ERROR,
        message=f"The {words(column)} is missing.",
        columns=(column.name,),
        held="row",
        fails=lambda parsed: parsed.frame[column.name].isna() & ~_said(parsed.unreadable, column, parsed.frame),
        applies=there,
    )


def _unreadable(column: Column, there: bool) -> Check:
    def fails(parsed: Parsed) -> pd.Series:
        return _outside(column, parsed.frame[column.name], said=_said(parsed.unreadable, column, parsed.frame))

    return Check(
        rule=f"unreadable:{column.name}",
        severity=column.unreadable,
        message=f"The {words(column)} cannot be read as {_kind(column)}.",
        columns=(column.name,),
        held=_held(column.unreadable),
        fails=fails,
        judged=lambda parsed: parsed.frame[column.name].notna() | _said(parsed.unreadable, column, parsed.frame),
        applies=there,
    )


def _outside_calendar(column: Column, there: bool) -> Check:
    return Check(
        rule=f"outside_calendar:{column.name}",
        severity=Severity.ERROR,
        message=f"The {words(column)} is before {FIRST_DAY.year} or after {LAST_DAY.year}.",
        columns=(column.name,),
        held="row",
        fails=lambda parsed: (
            parsed.frame[column.name].notna()
            & ~parsed.frame[column.name].between(pd.Timestamp(FIRST_DAY), pd.Timestamp(LAST_DAY))
        ),
        judged=lambda parsed: parsed.frame[column.name].notna(),
        applies=there,
    )


def _outside(column: Column, values: pd.Series, *, said: pd.Series) -> pd.Series:
    """Add to what parsing said the values that it let through although the declaration does not allow them."""
    outside = said
    if column.minimum is not None:
        outside = outside | (values < column.minimum).fillna(False).astype(bool)
    if column.maximum is not None:
        outside = outside | (values > column.maximum).fillna(False).astype(bool)
    if column.type is str:
        outside = outside | (values.str.len() > column.length).fillna(False).astype(bool)
    if column.pattern is not None:
        outside = outside | (values.notna() & ~values.str.fullmatch(column.pattern).fillna(False).astype(bool))
    return outside


def _kind(column: Column) -> str:
    if column.type is str:
        return f"text of at most {column.length} characters" + (" in its pattern" if column.pattern else "")
    kind = {date: "a date", int: "a whole number", bool: "yes or no", Decimal: "a number"}[column.type]
    if column.minimum is not None and column.maximum is not None:
        return f"{kind} from {column.minimum} to {column.maximum}"
    if column.minimum is not None:
        return f"{kind} of at least {column.minimum}"
    return kind if column.maximum is None else f"{kind} of at most {column.maximum}"


def _unknown(column: Column, there: bool, context: Context) -> Check:
    allowed = sorted(column.type.values_in(context.collection_year, statutory=context.statutory))
    year = f" of {context.collection_year}" if context.collection_year else ""
    return Check(
        rule=f"unknown:{column.name}",
        severity=column.unknown,
        message=f"The {words(column)} is not in the code list{year}.",
        columns=(column.name,),
        held=_held(column.unknown),
        fails=lambda parsed: (
            _said(parsed.unknown, column, parsed.frame)
            | (parsed.frame[column.name].notna() & ~parsed.frame[column.name].isin(allowed))
        ),
        judged=lambda parsed: parsed.frame[column.name].notna(),
        expects=None
        if column.personal
        else ("ExpectColumnValuesToBeInSet", {"column": column.name, "value_set": allowed}),
        applies=there,
    )


def _rule_check(rule: Rule, dataset: type[Dataset], delivered: frozenset[str], context: Context) -> Check:
    def fails(parsed: Parsed) -> pd.Series:
        return rule.failing(context.rows_of(dataset) if rule.looks_around else parsed.frame, context)

    return Check(
        rule=rule.code,
        severity=rule.severity,
        message=rule.message,
        columns=rule.fields,
        held="row" if rule.severity is Severity.ERROR else "none",
        fails=fails,
        applies=rule.applies(context, delivered),
    )


def _grain_check(dataset: type[Dataset], delivered: frozenset[str]) -> Check:
    needed = [name for name in dataset.grain if not dataset.columns[name].optional]

    def repeats(parsed: Parsed) -> pd.Series:
        keys = parsed.frame[list(dataset.grain)]
        return keys[needed].notna().all(axis=1) & keys.duplicated(keep="first")

    names = ", ".join(words(dataset.columns[name]) for name in dataset.grain)
    return Check(
        rule="grain",
        severity=Severity.ERROR,
        message=f"Another row has the same {names} but says something else; the first in the file is loaded.",
        columns=dataset.grain,
        held="row",
        fails=repeats,
        applies=frozenset(needed) <= delivered,
        among_accepted=True,
    )


def _said(by_column: dict[str, pd.Series], column: Column, frame: pd.DataFrame) -> pd.Series:
    """Return parsing's opinion about a column, for the rows of the frame."""
    if column.name not in by_column:
        return pd.Series(False, index=frame.index)
    said = by_column[column.name]
    return said if said.index.equals(frame.index) else said.loc[frame.index]


def _held(severity: Severity) -> Held:
    return {Severity.ERROR: "row", Severity.WARNING: "value", Severity.NOTE: "value"}.get(severity, "none")


def words(column: Column) -> str:
    """Return the name of a column as a person says it."""
    return re.sub(r"\bid$", "identifier", column.name.replace("_", " ")).replace("upn", "UPN")
