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
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from expectations.contract import UNMAPPED, Context, Dataset
from expectations.findings import NO_ROWS, Finding, Outcome, State
from expectations.suites import FEWEST_TOGETHER, NONE_FLAGGED, Check, Parsed, Rows, none_flagged, suite_for

if TYPE_CHECKING:
    from great_expectations.core.batch_definition import BatchDefinition

PROVENANCE = ("source_file", "source_sheet", "source_line", "row_number")
COUNTS_ONLY = {"result_format": "SUMMARY", "partial_unexpected_count": 0}

_one_at_a_time = threading.Lock()


def validate(dataset: type[Dataset], parsed: Parsed, context: Context) -> Outcome:
    """Judge the parsed rows of one dataset of one extract."""
    checks = suite_for(dataset, frozenset(parsed.delivered), context)
    return judge(checks, parsed, name=dataset.name, together=True)


def judge(checks: Sequence[Check], rows: Parsed, *, name: str, together: bool = False) -> Outcome:
    """
    Judge rows by checks; `name` is the dataset that the findings carry.

    Where `together`, the checks that no row fails are one expectation: that their flags are 0 in every row.
    """
    masks = masks_of(checks, rows)
    judged = [check for check in checks if isinstance(masks.get(check.rule), pd.Series)]
    passing = [check for check in judged if not masks[check.rule].any()] if together else []
    if len(passing) < FEWEST_TOGETHER:
        passing = []
    one_by_one = {check.rule for check in judged} - {check.rule for check in passing}
    singly = [check for check in judged if check.rule in one_by_one]
    counts = _count(singly, passing, _shown(singly, passing, rows, masks), name=name)
    return Outcome(tuple(_finding(check, rows, masks.get(check.rule), counts, name=name) for check in checks))


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
            ).run(batch_parameters={"dataframe": _shown(judged, [], parsed, masks)}, result_format=COUNTS_ONLY)
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
        return check.fails(rows).fillna(False).astype(bool).loc[rows.frame.index]
    except Exception as exception:  # a rule is our code; its message might quote a value, its type cannot
        return type(exception).__name__


def _shown(
    singly: Sequence[Check], passing: Sequence[Check], rows: Parsed, masks: dict[str, pd.Series | str]
) -> pd.DataFrame:
    """Return what Great Expectations sees: the columns of built-in expectations, and a flag for all else."""
    columns = {name: rows.frame[name] for check in singly for name in check.seen}
    flagged = [*(check for check in singly if not check.seen), *passing]
    flags = {check.flag: masks[check.rule].astype("int8") for check in flagged}
    return pd.DataFrame(columns | flags).reset_index(drop=True)


def _count(
    singly: Sequence[Check], together: Sequence[Check], shown: pd.DataFrame, *, name: str
) -> dict[str, tuple[bool, int]]:
    """Return whether each check passed and how many rows failed it; one that could not be judged is left out."""
    if not singly and not together:
        return {}
    with _one_at_a_time:
        batches = _batches()
        from great_expectations import ExpectationSuite

        try:
            expectations = [check.expectation() for check in singly]
            if together:
                expectations.append(none_flagged(together))
            batch = batches.get_batch(batch_parameters={"dataframe": shown})
            results = batch.validate(ExpectationSuite(name, expectations=expectations), result_format=COUNTS_ONLY)
        except Exception:  # whatever went wrong there: each check is then reported as not judged
            return {}
    counts = {
        result.expectation_config.meta["rule"]: (bool(result.success), failed)
        for result in results.results
        if (failed := _failed(result.result)) is not None
    }
    if NONE_FLAGGED in counts:
        counts |= dict.fromkeys((check.rule for check in together), counts[NONE_FLAGGED])
    return counts


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
