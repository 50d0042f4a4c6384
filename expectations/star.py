"""
Judge what is about to be loaded: the versions of children, every fact by its suite, and that no row is lost.

Children and facts are seen as numbers; names, identifiers and dates do not reach Great Expectations (decision 0002).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from expectations.contract import Severity
from expectations.findings import Finding, Outcome
from expectations.star_suites import SUITES, FactSuite, Order, Reference
from expectations.suites import Check, Rows
from expectations.validation import judge_each
from expectations.working_days import Calendar

CHILDREN = "dim_child"
NOT_FOUND = -1  # of a reference: what it refers to is not there


def audit_star(
    children: pd.DataFrame, facts: Mapping[str, pd.DataFrame], live_rows: Mapping[str, int], calendar: Calendar
) -> Outcome:
    """
    Judge what is about to be loaded: the versions of children, every fact by its suite, and that no row is lost.

    Children and facts have their natural keys; `live_rows` are the rows that are so, by dataset.
    """
    parts = [(CHILDREN, _of_children(), Rows(_versions(children)))]
    for name, suite in SUITES.items():
        shown = _Shown(facts[name], suite, facts, calendar)
        parts.append((name, shown.checks(), Rows(shown.frame)))
    counted = [(len(facts[name]), live_rows.get(suite.one_for, 0)) for name, suite in SUITES.items() if suite.one_for]
    accounts = pd.DataFrame(counted, columns=["rows", "rows_live"])
    parts.append(("facts", [_accounted()], Rows(accounts)))
    return Outcome(tuple(_named(finding) for outcome in judge_each(parts) for finding in outcome.findings))


def _named(finding: Finding) -> Finding:
    return replace(finding, rule=f"{finding.dataset}.{finding.rule}")


def _accounted() -> Check:
    return _check(
        "row_accounting",
        "A fact has more or fewer rows than its dataset has live rows.",
        ("rows", "rows_live"),
        lambda rows: rows.frame["rows"] != rows.frame["rows_live"],
        expects=("ExpectColumnPairValuesToBeEqual", {"column_A": "rows", "column_B": "rows_live"}),
    )


def _versions(children: pd.DataFrame) -> pd.DataFrame:
    """Return the versions of children as numbers; a child's own number means something here only."""
    return pd.DataFrame(
        {
            "child": pd.factorize(children["child_id"])[0],
            "valid_from": _day(children["valid_from"]),
            "valid_to": _day(children["valid_to"]),
            "is_current": children["is_current"].astype("boolean"),
        }
    ).reset_index(drop=True)


def _of_children() -> list[Check]:
    def overlaps(rows: Rows) -> pd.Series:
        in_order = rows.frame.sort_values(["child", "valid_from"], kind="stable")
        until = in_order.groupby("child")["valid_to"].cummax().groupby(in_order["child"]).shift()
        return (in_order["valid_from"] < until).fillna(False).reindex(rows.frame.index)

    columns = ("child", "valid_from", "valid_to")
    return [
        _check(
            "versions_overlap",
            "A version of a child begins before the one before it has ended.",
            columns,
            overlaps,
            expects=("ExpectIntervalsNotToOverlap", {"column_list": list(columns)}),
        ),
        _check(
            "one_current_version",
            "A child has no current version, or several.",
            ("child", "is_current"),
            lambda rows: rows.frame.groupby("child")["is_current"].transform("sum") != 1,
        ),
    ]


@dataclass(frozen=True)
class _Shown:
    """One fact as its checks see it: days and references as numbers, counts as they are."""

    fact: pd.DataFrame
    suite: FactSuite
    facts: Mapping[str, pd.DataFrame]
    calendar: Calendar

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The columns that are judged."""
        days = {day for order in self.suite.orders for day in (order.earlier, order.later)}
        days |= {day for first, last, _ in self.suite.working_days for day in (first, last)}
        counts = {*self.suite.not_negative, *(count for _, _, count in self.suite.working_days)}
        key = self.fact[list(self.suite.key)]
        columns = {
            "key_repeated": key.duplicated(keep="first") | key.isna().any(axis="columns"),
            **{day: _day(self.fact[day]) for day in sorted(days)},
            **{count: self.fact[count].astype("Int64") for count in sorted(counts)},
            **{_place(reference): self._places_of(reference) for reference in self.suite.references},
        }
        return pd.DataFrame(columns).reset_index(drop=True)

    def _places_of(self, reference: Reference) -> pd.Series:
        """Return the place of the row that is meant, -1 where there is none, missing where none is meant."""
        wanted = self.fact[list(reference.columns)]
        there = pd.MultiIndex.from_frame(self.facts[reference.fact][list(reference.key)])
        meant = wanted.notna().all(axis="columns")
        if not len(there) or not there.is_unique:  # a repeated key is a finding of that fact
            return pd.Series(np.where(there.empty, NOT_FOUND, 0), index=wanted.index, dtype="Int64").where(meant)
        places = there.get_indexer(pd.MultiIndex.from_frame(wanted))
        return pd.Series(places, index=wanted.index, dtype="Int64").where(meant)

    def checks(self) -> list[Check]:
        """The suite as checks."""
        return [*self._key(), *self._orders(), *self._working_days(), *self._not_negative(), *self._references()]

    def _key(self) -> Iterator[Check]:
        yield _check(
            "key",
            f"Two rows have the same {_words(*self.suite.key)}, or one has none.",
            self.suite.key,
            lambda rows: rows.frame["key_repeated"],
        )

    def _orders(self) -> Iterator[Check]:
        for order in self.suite.orders:
            relation = "not after" if order.strictly else "before"
            yield _check(
                f"order:{order.later}",
                f"The {_words(order.later)} is {relation} the {_words(order.earlier)}.",
                (order.earlier, order.later),
                lambda rows, order=order: _disordered(rows.frame, order),
                severity=order.severity,
                expects=(
                    "ExpectColumnPairValuesAToBeGreaterThanB",
                    {
                        "column_A": order.later,
                        "column_B": order.earlier,
                        "or_equal": not order.strictly,
                        "ignore_row_if": "either_value_is_missing",
                    },
                ),
            )

    def _working_days(self) -> Iterator[Check]:
        for first, last, count in self.suite.working_days:
            yield _check(
                f"working_days:{count}",
                f"The {_words(count)} are not those of the calendar.",
                (first, last, count),
                lambda rows, first=first, last=last, count=count: self._miscounted(rows.frame, first, last, count),
                expects=("ExpectWorkingDaysToBeCounted", {"column_list": [first, last, count]}),
            )

    def _miscounted(self, shown: pd.DataFrame, first: str, last: str, count: str) -> pd.Series:
        """Say for each row whose three are all there whether the calendar counts otherwise."""
        days = (pd.to_datetime(shown[name].astype("float64"), unit="D") for name in (first, last))
        counted = self.calendar.working_days_between(*days)
        return (counted != shown[count]).fillna(False).astype(bool)

    def _not_negative(self) -> Iterator[Check]:
        for name in self.suite.not_negative:
            yield _check(
                f"negative:{name}",
                f"The {_words(name)} is negative.",
                (name,),
                lambda rows, name=name: (rows.frame[name] < 0).fillna(False),
                expects=("ExpectColumnValuesToBeBetween", {"column": name, "min_value": 0}),
            )

    def _references(self) -> Iterator[Check]:
        for reference in self.suite.references:
            place = _place(reference)
            yield _check(
                f"refers_to:{reference.fact}",
                f"The row refers to one of {reference.fact} that is not there.",
                reference.columns,
                lambda rows, place=place: (rows.frame[place] == NOT_FOUND).fillna(False),
                severity=reference.severity,
                expects=("ExpectReferencesToBeFound", {"column": place}),
            )


def _check(
    rule: str,
    message: str,
    columns: Sequence[str],
    fails,
    *,
    severity: Severity = Severity.CRITICAL,
    expects=None,
) -> Check:
    return Check(rule=rule, severity=severity, message=message, columns=tuple(columns), fails=fails, expects=expects)


def _disordered(shown: pd.DataFrame, order: Order) -> pd.Series:
    earlier, later = shown[order.earlier], shown[order.later]
    return ((later <= earlier) if order.strictly else (later < earlier)).fillna(False)


def _place(reference: Reference) -> str:
    return f"place in {reference.fact}"


def _day(days: pd.Series) -> pd.Series:
    """Return days as numbers since 1 January 1970: Great Expectations compares numbers ten times as fast as dates."""
    numbers = days.to_numpy(dtype="datetime64[D]")
    missing = np.isnat(numbers)
    return pd.Series(pd.arrays.IntegerArray(np.where(missing, 0, numbers.astype("int64")), missing), index=days.index)


def _words(*columns: str) -> str:
    return ", ".join(column.replace("_", " ") for column in columns)
