"""
How the examples of DfE's rules are written, and the returns that they are.

Each is a small return that fails no rule at all, changed as the example says.
`referral: closure_date=2025-01-31` changes the rows of a section, `another referral: ...` adds one like the first of
the base, `no referral` takes all away; nothing after `=` leaves the value out.
`last episode: ...` changes the return of the year before, where a kind of return has rules that look at it: the same
rows as in the base.
Where a code is that of rules in several sections, `399 of review` names the one.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

import pandas as pd

import expectations.datasets  # noqa: F401  (declares the datasets)
from expectations.contract import DATASETS, Context, Dataset, Rule
from expectations.sections import Sections
from expectations.validation import drop_restated
from transforms.parsing import Parsed, parse

Row = dict[str, str | None]

LINE = re.compile(
    r"^([0-9A-Za-z]+)(?: of ([a-z]+))?(?: in ([0-9]{4}))? (fails|passes): (.+)$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Example:
    """A return that fails a rule, or one that passes it, as changes to the base."""

    code: str
    fails: bool
    changes: str
    year: int
    section: str = ""


@dataclass(frozen=True)
class Rows:
    """The rows of a section as they are read: those that say something new, and those that say it again."""

    parsed: Parsed
    kept: pd.DataFrame
    restated: pd.DataFrame


Read = dict[str, Rows]


@dataclass(frozen=True)
class Return:
    """
    A kind of return with its examples, which are about one year unless they name another.

    `sections` are the datasets by the word that stands for one in an example, `base` makes the rows by those words.
    `apart` are words whose row in the base is only the pattern of others; `beneath` says which rows hang on a key.
    Where it comes `after_another`, that is one of the year before.
    """

    format: str
    year: int
    sections: Mapping[str, str]
    base: Callable[[int], dict[str, list[Row]]]
    text: str
    apart: frozenset[str] = frozenset()
    after_another: bool = False
    beneath: Mapping[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)

    def examples(self) -> Iterator[Example]:
        """Yield the examples in their order."""
        for code, section, year, verdict, changes in LINE.findall(self.text):
            yield Example(code, verdict == "fails", changes, int(year or self.year), section)

    def rule_of(self, example: Example) -> tuple[type[Dataset], Rule]:
        """Return the rule in the version of the example's year, and the dataset in whose rows it fails."""
        words = [example.section] if example.section else self.sections
        ((dataset, rule),) = (
            (dataset, rule)
            for dataset in dict.fromkeys(DATASETS[self.sections[word]] for word in words)
            for rule in dataset.rules_in(example.year)
            if rule.code == example.code
        )
        return dataset, rule

    def read(self, changes: str, year: int) -> tuple[Context, Read, Read]:
        """Return the base with the changes as it is read, by dataset, and the return before it."""
        untouched = self.base(year)
        now, before = (
            {word: [] if word in self.apart else list(these) for word, these in untouched.items()} for _ in range(2)
        )
        context = Context(self.format, date(year, 3, 31), year)
        for change in filter(None, changes.split(" | ")):
            words, _, values = change.partition(":")
            *what, section = words.split()
            new = dict(value.split("=") for value in values.split())
            rows = before if "last" in what else now
            what = [word for word in what if word != "last"]
            if section == "header":
                context = replace(context, as_at=date.fromisoformat(new["as_at"]))
            elif what == ["no"]:
                rows[section] = []
            elif what == ["another"]:
                rows[section].append(untouched[section][0] | new)
            else:
                rows[section] = self._changed(section, rows[section], new, rows)
        last_year = self._typed(before, untouched, year - 1, context) if self.after_another else {}
        return context, self._typed(now, untouched, year, context), last_year

    def _typed(self, rows: dict[str, list[Row]], base: dict[str, list[Row]], year: int, context: Context) -> Read:
        return {
            self.sections[word]: _read(
                self.sections[word],
                tuple(base[word][0]),
                tuple(tuple(row[name] or None for name in base[word][0]) for row in these),
                year,
                context.statutory,
            )
            for word, these in rows.items()
        }

    def context_of(self, changes: str, year: int) -> Context:
        """Return the base with the changes as rules see it: typed, every row that says something new."""
        context, read, last_year = self.read(changes, year)
        kept = {name: rows.kept for name, rows in read.items()}
        restated = {name: rows.restated for name, rows in read.items()}
        before = {name: rows.kept for name, rows in last_year.items()}
        return replace(context, sections=Sections(kept, restated, before))

    def _changed(self, section: str, these: list[Row], new: Row, rows: dict[str, list[Row]]) -> list[Row]:
        """Change rows, and those beneath them with them, as in a file where they stand inside."""
        key, sections = self.beneath.get(section, ("", {}))
        if key in new:
            for name, column in sections.items():
                rows[name] = [row | {column: new[key]} for row in rows[name]]
        return [row | new for row in these]


def failing(dataset: type[Dataset], rule: Rule, context: Context) -> int:
    """Return how many rows fail a rule."""
    delivered = frozenset(dataset.columns)
    return int(rule.failing(context.rows_of(dataset), context).sum()) if rule.applies(context, delivered) else 0


@cache
def _read(dataset: str, columns: tuple[str, ...], these: tuple[tuple, ...], year: int, statutory: bool) -> Rows:
    """Read text; most sections are those of the base in most examples."""
    text = pd.DataFrame(list(these), columns=list(columns), dtype="str")
    parsed = parse(DATASETS[dataset], text, year=year, statutory=statutory, pseudonymise=lambda names: names)
    kept, _ = drop_restated(parsed.frame)
    return Rows(parsed, kept, parsed.frame.drop(kept.index))
