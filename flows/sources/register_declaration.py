"""
Registers that a council declares itself: a TOML file for each in the project's folder `registers`.

`docs/how-to/add-a-register.md` is the page for the person who writes one. A declaration becomes a dataset like any
other (decision 11), so that parsing, suite, quarantine, accounting and the table of the conformed store follow.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from expectations.contract import DATASETS, CodeSet, Dataset, Register, Rule, Severity, code, column
from flows.sources.extract import PROVENANCE
from flows.sources.headers import Meaning, meaning
from flows.toml_files import SettingsError, did_you_mean, read_model

FOLDER = "registers"
PREFIX = "local_"  # what a council calls its register never becomes the name of one of ours
NAME = re.compile(r"[a-z][a-z0-9_]{0,23}")
COLUMN_NAME = re.compile(r"[a-z][a-z0-9_]{0,49}")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,19}")
TAKEN = {"authority_code", "section", "as_at", "extract_id", *PROVENANCE, *Dataset.__annotations__}
"""Names that the table, the reader or the declaration of a dataset has for something else."""
LONGEST_TEXT, LONGEST_KEY = 500, 100
TYPES = {"text": str, "date": date, "whole number": int, "number": Decimal, "yes or no": bool, "worker": str}

_WHO = re.compile(r"(^|_)(child_id|upn|birth_date|death_date|name|postcode|worker)$")
_STRICT = ConfigDict(extra="forbid", frozen=True)


class ColumnDeclaration(BaseModel):
    """One column; text is personal unless the declaration says that it is not."""

    model_config = _STRICT

    type: Literal["text", "date", "whole number", "number", "yes or no", "code", "worker"]
    description: str = "As the register has it."
    headings: tuple[str, ...] = ()
    optional: bool = False
    personal: bool | None = None
    codes: dict[str, str] = {}
    minimum: int | float | None = None
    maximum: int | float | None = None


class RuleDeclaration(BaseModel):
    """One rule, of one of three kinds: a row that breaks it is loaded and shown, or held back as an error."""

    model_config = _STRICT

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")
    message: str = Field(min_length=1, max_length=250)
    severity: Literal["error", "warning", "note"] = "warning"
    not_after: tuple[str, str] | None = None
    between: tuple[str, date | float, date | float] | None = None
    one_of: tuple[str, tuple[str, ...]] | None = None


class RegisterDeclaration(BaseModel):
    """The TOML file, as it is written."""

    model_config = _STRICT

    title: str = Field(min_length=1, max_length=119)
    grain: tuple[str, ...] = Field(min_length=1)
    defining_date: str
    ends: str | None = None
    covers: Literal["snapshot", "events"]
    columns: dict[str, ColumnDeclaration] = Field(min_length=1)
    rules: tuple[RuleDeclaration, ...] = ()


_declared: dict[str, RegisterDeclaration] = {}


def declare_registers(project: Path) -> list[type[Dataset]]:
    """
    Make the registers of a project's folder datasets of this process, and those of no other project.

    Raises `SettingsError` with a line for each mistake in any of them, and then changes nothing.
    """
    declarations = load_declarations(project)
    if declarations != _declared:
        for name in [name for name, dataset in DATASETS.items() if dataset.local]:
            del DATASETS[name]
        _declared.clear()
        for name, declaration in declarations.items():
            _dataset_of(name, declaration)
        _declared.update(declarations)
    return [DATASETS[name] for name in declarations]


def load_declarations(project: Path) -> dict[str, RegisterDeclaration]:
    """Return the declarations of a project by the names of their datasets."""
    declarations, mistakes = {}, []
    for file in sorted((project / FOLDER).glob("*.toml")):
        try:
            declaration = read_model(file, RegisterDeclaration)
            found = [f"{FOLDER}/{file.name}: {mistake}" for mistake in _mistakes(file.stem, declaration)]
        except SettingsError as error:
            found = [str(error)]
        mistakes += found
        if not found:
            declarations[PREFIX + file.stem] = declaration
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    return declarations


def _mistakes(name: str, declared: RegisterDeclaration) -> Iterator[str]:
    """Say everything in which a declaration does not hold together."""
    if not NAME.fullmatch(name):
        yield "its name is that of a table: small letters, digits and _, at most 24, such as kinship_reviews.toml"
    for column_name, declaration in declared.columns.items():
        for mistake in _column_mistakes(column_name, declaration):
            yield f'column "{column_name}": {mistake}'
    columns = declared.columns
    yield from _heading_mistakes(columns)
    named = [("grain", each) for each in declared.grain]
    named += [(key, each) for key, each in (("defining_date", declared.defining_date), ("ends", declared.ends)) if each]
    for key, each in named:
        if each not in columns:
            yield f'{key} names no column "{each}".{did_you_mean(each, columns)}'
    for each in declared.grain:
        if each in columns and (columns[each].optional or columns[each].type == "number"):
            yield f'grain: "{each}" tells rows apart, so it may neither be optional nor a number with decimals'
    for key, each, may_be_empty in (("defining_date", declared.defining_date, False), ("ends", declared.ends, True)):
        if each in columns and (columns[each].type != "date" or columns[each].optional != may_be_empty):
            yield f'{key}: "{each}" must be a date that is {"" if may_be_empty else "not "}optional'
    if declared.covers == "snapshot" and declared.defining_date not in declared.grain:
        yield f'covers = "snapshot": the grain must hold "{declared.defining_date}", the day of the snapshot'
    codes = [rule.code for rule in declared.rules]
    for repeated in sorted({each for each in codes if codes.count(each) > 1}):
        yield f'two rules have the code "{repeated}"'
    if "grain" in codes:
        yield 'no rule may have the code "grain", which is that of a row said twice'
    for rule in declared.rules:
        for mistake in _rule_mistakes(rule, columns):
            yield f'rule "{rule.code}": {mistake}'


def _column_mistakes(name: str, declared: ColumnDeclaration) -> Iterator[str]:
    if not COLUMN_NAME.fullmatch(name) or name in TAKEN:
        yield (
            "a column's name has small letters, digits and _, and is none that is taken, such as as_at or title; "
            "give it another, and its title under headings"
        )
    if (declared.type == "code") != bool(declared.codes):
        yield 'type = "code" goes with codes = { CODE = "Label", ... }, and no other type does'
    for each in declared.codes:
        if not CODE.fullmatch(each):
            yield f'"{each}" is no code: at most 20 letters, digits, and _ . / - in between'
    if len({label.casefold() for label in declared.codes.values()}) < len(declared.codes):
        yield "two codes have the same label"
    if declared.type not in ("number", "whole number") and (declared.minimum, declared.maximum) != (None, None):
        yield "minimum and maximum belong to numbers"
    if declared.type == "text" and name.endswith("worker"):
        yield 'a person of the staff has type = "worker": the name never enters the warehouse'
    if declared.personal is False and (declared.type == "worker" or _WHO.search(name)):
        yield "it says who somebody is, so it is personal"


def _heading_mistakes(columns: dict[str, ColumnDeclaration]) -> Iterator[str]:
    """Two columns that one heading means could not be told apart."""
    users: dict[Meaning, str] = {}
    for name, declared in columns.items():
        for title in (name.replace("_", " "), *declared.headings):
            if not (found := meaning(title)):
                yield f'column "{name}": "{title}" has no word by which a heading could be known'
            elif users.setdefault(found, name) != name:
                yield f'column "{name}": "{title}" is also a heading of "{users[found]}"'


def _rule_mistakes(rule: RuleDeclaration, columns: dict[str, ColumnDeclaration]) -> Iterator[str]:
    kinds = [rule.not_after, rule.between, rule.one_of]
    if sum(kind is not None for kind in kinds) != 1:
        yield "a rule has one of not_after, between and one_of"
        return
    for name in _fields(rule):
        if name not in columns:
            yield f'there is no column "{name}".{did_you_mean(name, columns)}'
            return
    types = {columns[name].type for name in _fields(rule)}
    if rule.not_after and (len(types) > 1 or types & {"text", "code", "worker", "yes or no"}):
        yield "not_after compares two dates, or two numbers of one type"
    if rule.between:
        are_dates = {isinstance(limit, date) for limit in rule.between[1:]}
        fits = {"date"} if are_dates == {True} else {"number", "whole number"} if are_dates == {False} else set()
        if not types <= fits:
            yield "between gives a date its first and last day, or a number its least and greatest value"
    if rule.one_of and not types <= {"text"}:
        yield 'one_of is about text; a column with type = "code" has its own list'


def _fields(rule: RuleDeclaration) -> tuple[str, ...]:
    return tuple(rule.not_after or (rule.between or rule.one_of)[:1])


def _dataset_of(name: str, declared: RegisterDeclaration) -> type[Dataset]:
    """Make the dataset; declaring the class makes it known."""
    columns = {each: _column(each, found, in_key=each in declared.grain) for each, found in declared.columns.items()}
    annotations = {
        each: (_type(each, found) | None) if found.optional else _type(each, found)
        for each, found in declared.columns.items()
    }
    rules = {f"rule_{rule.code}": _rule(rule, declared.columns) for rule in declared.rules}
    said = {
        "__doc__": declared.title.rstrip(".") + ".",
        "__annotations__": annotations,
        "name": name,
        "grain": declared.grain,
        "defining_date": declared.defining_date,
        "ends": declared.ends,
        "register": Register(declared.covers),
        "local": True,
    }
    return type("".join(part.capitalize() for part in name.split("_")), (Dataset,), {**said, **columns, **rules})


def _type(name: str, declared: ColumnDeclaration) -> type:
    if declared.type != "code":
        return TYPES[declared.type]
    listed = enumerate(declared.codes.items())
    members = {f"CODE_{place}": code(value, label, local=True) for place, (value, label) in listed}
    return CodeSet(f"{name.title().replace('_', '')}Code", members)


def _column(name: str, declared: ColumnDeclaration, *, in_key: bool) -> Any:
    is_text = declared.type in ("text", "worker")
    personal = declared.personal if declared.personal is not None else is_text or bool(_WHO.search(name))
    return column(
        description=declared.description.rstrip(".") + ".",
        headings=declared.headings,
        personal=personal,
        pseudonymous=declared.type == "worker",
        minimum=declared.minimum,
        maximum=declared.maximum,
        length=LONGEST_KEY if in_key else LONGEST_TEXT,
    )


def _rule(declared: RuleDeclaration, columns: dict[str, ColumnDeclaration]) -> Rule:
    return Rule(
        code=declared.code,
        severity=Severity(declared.severity),
        fields=_fields(declared),
        message=declared.message[:1].upper() + declared.message[1:].rstrip(".") + ".",
        fails=_fails(declared),
    )


def _fails(declared: RuleDeclaration) -> Callable[[pd.DataFrame], pd.Series]:
    if declared.not_after:
        first, second = declared.not_after
        return lambda rows: rows[first] > rows[second]
    if declared.between:
        name, *limits = declared.between
        least, greatest = (pd.Timestamp(limit) if isinstance(limit, date) else limit for limit in limits)
        return lambda rows: (rows[name] < least) | (rows[name] > greatest)
    name, allowed = declared.one_of
    known: Iterable[str] = {each.casefold() for each in allowed}
    return lambda rows: rows[name].notna() & ~rows[name].str.casefold().isin(known)
