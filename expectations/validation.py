"""
Judge rows against the checks of their dataset, with Great Expectations as the judge of the counts.

The rows that fail are known from masks; Great Expectations counts the same rows its own way, and a check on which
the two disagree counts as not judged (decision 0002).
Great Expectations takes seconds to import and copies failing values into its results unless told otherwise:
it is imported on first use, asked for counts only, and silenced, because its messages may quote a cell.
"""

import gc
import logging
import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from expectations.contract import UNMAPPED, Context, Dataset
from expectations.findings import NO_ROWS, Finding, Outcome, State
from expectations.suites import FEWEST_TOGETHER, NONE_FLAGGED, Check, Parsed, Rows, none_flagged, suite_for

if TYPE_CHECKING:
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.expectations.expectation import Expectation

PROVENANCE = ("source_file", "source_sheet", "source_line", "row_number")
COUNTS_ONLY = {"result_format": "SUMMARY", "partial_unexpected_count": 0}

_one_at_a_time = threading.Lock()


def validate(dataset: type[Dataset], parsed: Parsed, context: Context) -> Outcome:
    """Judge the parsed rows of one dataset of one extract."""
    (outcome,) = validate_sections([(dataset, parsed)], context)
    return outcome


def validate_sections(sections: Sequence[tuple[type[Dataset], Parsed]], context: Context) -> list[Outcome]:
    """
    Judge the parsed rows of all sections of one extract, each by the suite of its dataset.

    The checks that no row fails are one expectation for the whole extract: each question costs Great Expectations
    tens of milliseconds, however few rows it is about.
    """
    parts = [
        _Part(tuple(suite_for(dataset, frozenset(parsed.delivered), context)), parsed, dataset.name)
        for dataset, parsed in sections
    ]
    return _judge(parts, together=True)


def judge(checks: Sequence[Check], rows: Parsed, *, name: str, together: bool = False) -> Outcome:
    """
    Judge rows by checks; `name` is the dataset that the findings carry.

    Where `together`, the checks that no row fails are one expectation: that their flags are 0 in every row.
    """
    (outcome,) = _judge([_Part(tuple(checks), rows, name)], together=together)
    return outcome


def judge_each(parts: Sequence[tuple[str, Sequence[Check], Parsed]]) -> list[Outcome]:
    """Judge several things, each by its name, checks and rows; what no row fails is one expectation for all."""
    return _judge([_Part(tuple(checks), rows, name) for name, checks, rows in parts], together=True)


@dataclass(frozen=True)
class _Part:
    """Rows and the checks by which they are judged."""

    checks: tuple[Check, ...]
    rows: Parsed
    name: str

    @cached_property
    def masks(self) -> dict[str, pd.Series | str]:
        return masks_of(self.checks, self.rows)

    @cached_property
    def judged(self) -> list[Check]:
        return [check for check in self.checks if isinstance(self.masks.get(check.rule), pd.Series)]

    @cached_property
    def passing(self) -> list[Check]:
        return [check for check in self.judged if not self.masks[check.rule].any()]


def _judge(parts: Sequence[_Part], *, together: bool) -> list[Outcome]:
    together = together and max(len(part.passing) for part in parts) >= FEWEST_TOGETHER if parts else False
    none_fails = _none_flagged(parts) if together else None
    outcomes = []
    for part in parts:
        passing = {check.rule for check in part.passing} if together else set()
        singly = [check for check in part.judged if check.rule not in passing]
        counts = _count([check.expectation() for check in singly], _shown(singly, part.rows, part.masks))
        if none_fails is not None:
            counts |= dict.fromkeys(passing, none_fails)
        findings = (
            _finding(check, part.rows, part.masks.get(check.rule), counts, name=part.name) for check in part.checks
        )
        outcomes.append(Outcome(tuple(findings)))
    return outcomes


def _none_flagged(parts: Sequence[_Part]) -> tuple[bool, int] | None:
    """
    Return whether Great Expectations finds no flag among the checks that no row fails, and how many rows it finds.

    The parts stand below one another and their checks side by side, so that there are as many columns as the part
    with the most checks has.
    """
    flags = np.zeros(
        (sum(len(part.rows.frame) for part in parts), max(len(part.passing) for part in parts)), dtype="int8", order="F"
    )
    start = 0
    for part in parts:
        end = start + len(part.rows.frame)
        for number, check in enumerate(part.passing):
            flags[start:end, number] = part.masks[check.rule]
        start = end
    shown = pd.DataFrame(flags, columns=[f"flags {number}" for number in range(flags.shape[1])], copy=False)
    gravest = min((check.severity for part in parts for check in part.passing), key=lambda severity: severity.rank)
    return _count([none_flagged(list(shown), gravest)], shown).get(NONE_FLAGGED)


def data_docs(validations: Mapping[str, tuple[type[Dataset], Parsed, Context]], folder: Path) -> Path:
    """
    Write Great Expectations' own pages about validations, by name, into a folder; return the first page.

    They hold what the suites expect and how many rows failed: no values.
    """
    site = {
        "class_name": "SiteBuilder",
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.resolve())},
    }
    with _one_at_a_time:
        context = ephemeral_context(data_docs_sites={"lodestar": site})
        from great_expectations import ExpectationSuite, ValidationDefinition

        source = context.data_sources.add_pandas("rows")
        for name, (dataset, parsed, extract) in validations.items():
            checks = suite_for(dataset, frozenset(parsed.delivered), extract)
            masks = masks_of(checks, parsed)
            judged = [check for check in checks if isinstance(masks.get(check.rule), pd.Series)]
            suite = ExpectationSuite(name, expectations=[check.expectation() for check in judged])
            asset = source.add_dataframe_asset(name)
            ValidationDefinition(
                name=name,
                data=asset.add_batch_definition_whole_dataframe(name),
                suite=context.suites.add(suite),
            ).run(batch_parameters={"dataframe": _shown(judged, parsed, masks)}, result_format=COUNTS_ONLY)
        context.build_data_docs()
    return folder / "index.html"


def drop_restated(frame: pd.DataFrame, *, beside: pd.DataFrame | None = None) -> tuple[pd.DataFrame, dict[str, int]]:
    """
    Keep the first of rows that say exactly the same, wherever they stand; return the number dropped, by rule.

    `beside` has further columns that must be the same too: what could not be made out looks alike in the typed
    frame, and `undeciphered` tells it apart.
    """
    said = frame.drop(columns=[column for column in PROVENANCE if column in frame])
    if beside is not None:
        said = said.join(beside.add_suffix(" as delivered"))
    restated = said.duplicated(keep="first")
    return frame[~restated], {"duplicate_exact": int(restated.sum())} if restated.any() else {}


def undeciphered(parsed: Parsed, text: pd.DataFrame) -> pd.DataFrame:
    """Return the text of the values that could not be read or are in no list, and nothing else."""
    marks = [*parsed.unreadable.items(), *parsed.unknown.items()]
    return pd.DataFrame({name: text[name].where(mark) for name, mark in marks if mark.any()}, index=text.index)


def accept(frame: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """Return the rows that may be loaded, without the values that are held back."""
    accepted = frame[~frame["row_number"].isin(list(outcome.rows_to_quarantine))]
    for finding in outcome.findings:
        if finding.held != "value" or not finding.failed:
            continue
        (column,) = finding.columns
        instead = UNMAPPED if finding.rule.startswith("unknown:") else None
        held = accepted["row_number"].isin(finding.row_numbers)
        accepted = accepted.assign(**{column: accepted[column].mask(held, instead)})
    return accepted


def masks_of(checks: Sequence[Check], rows: Parsed) -> dict[str, pd.Series | str]:
    """
    Return true for each row that fails, by rule; the type of the exception where a rule raised one.

    Checks that do not apply have no mask; nor has any check where there are no rows.
    """
    checks = [check for check in checks if check.applies and len(rows.frame)]
    masks = {check.rule: _mask(check, rows) for check in checks if not check.among_accepted}
    if remaining := [check for check in checks if check.among_accepted]:
        held = pd.Series(False, index=rows.frame.index)
        for check in checks:
            if check.held == "row" and isinstance(masks.get(check.rule), pd.Series):
                held |= masks[check.rule]
        accepted = Rows(rows.frame[~held], rows.delivered, rows.unreadable, rows.unknown)
        for check in remaining:
            mask = _mask(check, accepted)
            masks[check.rule] = mask if isinstance(mask, str) else mask.reindex(rows.frame.index, fill_value=False)
    return masks


def _mask(check: Check, rows: Parsed) -> pd.Series | str:
    try:
        mask, index = check.fails(rows), rows.frame.index
        mask = mask if mask.dtype == bool else mask.fillna(False).astype(bool)
        return mask if mask.index.identical(index) else mask.loc[index]
    except Exception as exception:  # a rule is our code; its message might quote a value, its type cannot
        return type(exception).__name__


def _shown(checks: Sequence[Check], rows: Parsed, masks: dict[str, pd.Series | str]) -> pd.DataFrame:
    """Return what Great Expectations sees: the columns of built-in expectations, and a flag for all else."""
    columns = {name: rows.frame[name] for check in checks for name in check.seen}
    flags = {check.flag: masks[check.rule].astype("int8") for check in checks if not check.seen}
    return pd.DataFrame(columns | flags).reset_index(drop=True)


def _count(expectations: Sequence["Expectation"], shown: pd.DataFrame) -> dict[str, tuple[bool, int]]:
    """Return by rule whether it passed and how many rows failed it; one that could not be judged is left out."""
    if not expectations:
        return {}
    with _one_at_a_time:
        batches = _batches()
        from great_expectations import ExpectationSuite

        try:
            batch = batches.get_batch(batch_parameters={"dataframe": shown})
            results = batch.validate(ExpectationSuite("rows", expectations=[*expectations]), result_format=COUNTS_ONLY)
        except Exception:  # whatever went wrong there: each check is then reported as not judged
            return {}
    return {
        result.expectation_config.meta["rule"]: (bool(result.success), failed)
        for result in results.results
        if (failed := _failed(result.result)) is not None
    }


def _failed(result: dict[str, Any]) -> int | None:
    count = result.get("unexpected_count", result.get("observed_value"))
    return None if count is None else int(count)


def _finding(
    check: Check, rows: Parsed, mask: pd.Series | str | None, counts: dict[str, tuple[bool, int]], *, name: str
) -> Finding:
    state, message, failing = State.PASSED, check.message, NO_ROWS
    if mask is None:
        state = State.NOT_APPLICABLE
    elif isinstance(mask, str):
        state, message = State.ERROR, f"The check could not be judged ({mask}): {check.message}"
    else:
        failing = _row_numbers(rows.frame)[mask.to_numpy()]
        if check.rule not in counts:
            state, message = State.ERROR, f"Great Expectations could not judge the check: {check.message}"
        elif counts[check.rule] != (not len(failing), len(failing)):
            state, message = State.ERROR, f"Great Expectations counted other rows than the rule: {check.message}"
        elif len(failing):
            state = State.FAILED
    if state is State.ERROR:
        failing = NO_ROWS
    return Finding(
        dataset=name,
        rule=check.rule,
        severity=check.severity,
        state=state,
        message=message,
        evaluated=0 if mask is None or state is State.ERROR else _evaluated(check, rows),
        failed=len(failing),
        columns=check.columns,
        row_numbers=failing,
        held=check.held,
    )


def _evaluated(check: Check, rows: Parsed) -> int:
    return len(rows.frame) if check.judged is None else int(check.judged(rows).sum())


def _row_numbers(frame: pd.DataFrame) -> np.ndarray:
    if "row_number" in frame:
        return frame["row_number"].to_numpy(dtype="int64")
    return np.arange(len(frame), dtype="int64")


@cache
def _batches() -> "BatchDefinition":
    """Return the door through which frames are shown: one context in memory for each process, nothing on disk."""
    context = ephemeral_context()
    gc.freeze()  # half a million objects that live as long as the process: no collection need look through them again
    asset = context.data_sources.add_pandas("rows").add_dataframe_asset("rows")
    return asset.add_batch_definition_whole_dataframe("rows")


def ephemeral_context(**configuration: Any):
    """Return a Great Expectations context that lives in memory, reports to nobody and shows no progress bars."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read while it is being imported
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL + 1)
    import great_expectations
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults

    return great_expectations.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
            analytics_enabled=False,
            progress_bars={"globally": False},
            **configuration,
        ),
    )
