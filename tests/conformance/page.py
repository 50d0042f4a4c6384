"""The page that states what the conformance campaign found."""

from datetime import date
from pathlib import Path

import pandas as pd

from expectations.published import MEASURES
from expectations.published.recomputation import recomputed
from flows.sample.calibrated.proofs import NOT_REACHED
from flows.sources.published import Published

EXACT, EXPLAINED, UNEXPLAINED = "exact", "explained", "unexplained"
NO_REASON = "no reason known"
SAME = {"d3.CPP_start": "d1.CPP_start", "d5.CPP_At31": "d1.CPP_At31", "d7.CPP_End": "d1.CPP_end"}
SAME |= {"b4.At31_episodes": "b1.At31_episodes", "b5.Ended_episodes": "b1.Ended_episodes"}
"""Totals that DfE repeats in other tables."""


def judged(compared: pd.DataFrame, noted: pd.DataFrame, misprinted: set[tuple[str, int, str]]) -> pd.DataFrame:
    """
    Add the `outcome` of each comparison and, for a difference, the reason.

    A difference is explained in three cases, never because it is small: the generator noted before the pipeline ran
    the sum by which published counts contradict each other in this measure or in one that it is worked out from; the
    published percentage is not that of its own published counts (`misprinted`: authority, year, measure); both sides
    have nothing to count, which is published as 0. Our own count has to be the one that was noted.
    """
    known = {(str(note.authority), note.year, note.measure): note for note in noted.itertuples()}

    def reason(row) -> str:
        if row.agrees:
            return ""
        key = (str(row.authority), row.year)
        found = [known[*key, name] for name in made_of(row.measure) if (*key, name) in known]
        if found and found[0].measure == row.measure and found[0].kept != (0 if pd.isna(row.own) else row.own):
            return f"{NO_REASON}: the history has {found[0].kept}"
        if found:
            return found[0].reason
        if (*key, row.measure) in misprinted:
            return "the published percentage is not that of its published counts"
        return "nothing to count" if pd.isna(row.own) and row.published == 0 else NO_REASON

    reasons = [reason(row) for row in compared.itertuples()]
    outcomes = [
        EXACT if row.agrees else UNEXPLAINED if why.startswith((NO_REASON, NOT_REACHED)) else EXPLAINED
        for row, why in zip(compared.itertuples(), reasons, strict=True)
    ]
    return compared.assign(outcome=outcomes, reason=reasons)


def misprinted_figures(published: Published) -> set[tuple[str, int, str]]:
    """Return the published percentages and rates of authorities that are not those of their own published counts."""
    differing = pd.concat([found for found in recomputed(published.figures)["differing"] if len(found)])
    differing = differing.merge(published.areas[["area_code", "old_code"]], on="area_code")
    return set(zip(differing["old_code"], differing["year"], differing["measure"], strict=True))


def made_of(measure: str) -> list[str]:
    """Return a measure and those of its table that it is worked out from."""
    declared = MEASURES[measure]
    direct = [SAME.get(name, name) for name in (declared.of, declared.per, *declared.sum_of) if name in MEASURES]
    return [measure, *(behind for name in direct for behind in made_of(name))]


def noted_frame(contradictions: dict[str, list]) -> pd.DataFrame:
    """Return what the generator could not keep, by authority."""
    noted = [
        {"authority": code, **vars(contradiction)} for code, found in contradictions.items() for contradiction in found
    ]
    return pd.DataFrame(noted, columns=["authority", "year", "measure", "published", "kept", "reason"])


def write_page(results: Path, page: Path, published: Published, *, planned: int, on: date) -> None:
    """Write the table by measure, what was explained, what it cost, and how much of the whole was done."""
    done = sorted(file for file in results.glob("*.csv") if not file.name.endswith((".noted.csv", ".cost.csv")))
    compared = pd.concat([pd.read_csv(file, dtype={"authority": str}) for file in done], ignore_index=True)
    noted = pd.concat([pd.read_csv(file, dtype={"authority": str}) for file in sorted(results.glob("*.noted.csv"))])
    cost = pd.concat([pd.read_csv(file) for file in sorted(results.glob("*.cost.csv"))])
    outcomes = judged(compared, noted, misprinted_figures(published))
    years = outcomes[["authority", "year"]].drop_duplicates()
    counts = outcomes["outcome"].value_counts().reindex([EXACT, EXPLAINED, UNEXPLAINED], fill_value=0)
    seconds = cost["generating"].sum() + cost["running"].sum()
    troubled = cost[cost["trouble"].notna()]
    rate = cost["rows"].sum() / cost["running"].sum()
    page.write_text(
        f"""# Conformance: from published statistics to child-level extracts and back

For each authority and each year the generator invents children whose histories add up to the counts that DfE published
about them; the extracts go through the whole pipeline (pull, archive, read, judge, quarantine, conform, load, measure,
audit, publish; all but the pages), and what comes out is compared with what went in.
Written {on:%d %B %Y} by `make conformance`, which needs the published files beside the repository.

{len(years):,} of {planned:,} authority-years compared, {len(outcomes):,} figures:
**{counts[EXACT]:,} exact, {counts[EXPLAINED]:,} explained, {counts[UNEXPLAINED]:,} unexplained.**
A difference is explained only where the generator had noted, before the pipeline ran, the sum by which published
counts contradict each other there; where a published percentage is not that of its own published counts; and where
there is nothing to count, which is published as 0.

Revision of the code: {", ".join(sorted(set(cost["revision"].astype(str))))}.
It took {seconds / 3600:.1f} hours of one core, {cost["generating"].sum() / seconds:.0%} of it generating:
{cost["children"].sum():,} children and {cost["rows"].sum():,} rows, {rate:,.0f} rows a second through the pipeline in
one process, at most {cost["megabytes"].max():,.0f} MB.
{len(troubled)} of {len(cost)} batches had rows held back, stops or failures.

## By measure

{_table(_by_measure(outcomes))}

## Published figures that contradict each other

{_table(_explained(outcomes))}

## Unexplained

{_table(_unexplained(outcomes))}
"""
    )


def _by_measure(outcomes: pd.DataFrame) -> pd.DataFrame:
    counts = outcomes.pivot_table(index=["measure", "metric_code"], columns="outcome", aggfunc="size", fill_value=0)
    counts = counts.reindex(columns=[EXACT, EXPLAINED, UNEXPLAINED], fill_value=0)
    return counts.assign(compared=counts.sum(axis="columns")).reset_index()[
        ["measure", "metric_code", "compared", EXACT, EXPLAINED, UNEXPLAINED]
    ]


def _explained(outcomes: pd.DataFrame) -> pd.DataFrame:
    explained = outcomes[outcomes["outcome"] == EXPLAINED]
    told = explained["measure"] + " " + explained["published"].map(_shown) + ", ours " + explained["own"].map(_shown)
    grouped = explained.assign(figures=told).drop_duplicates(["authority", "year", "figures"])
    return (
        grouped.groupby(["reason", "authority", "year"])["figures"]
        .agg("; ".join)
        .reset_index()[["authority", "year", "figures", "reason"]]
        .sort_values(["year", "authority"], ignore_index=True)
    )


def _shown(figure: float) -> str:
    return "none" if pd.isna(figure) else f"{figure:,g}" if figure != round(figure) else f"{figure:,.0f}"


def _unexplained(outcomes: pd.DataFrame) -> pd.DataFrame:
    wrong = outcomes[outcomes["outcome"] == UNEXPLAINED]
    return wrong[["authority", "year", "measure", "metric_code", "cut_value", "published", "own", "reason"]].head(200)


def _table(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "None."
    shown = rows.astype(object).where(rows.notna(), "")
    lines = ["| " + " | ".join(shown.columns) + " |", "|" + "---|" * len(shown.columns)]
    return "\n".join([*lines, *("| " + " | ".join(map(str, row)) + " |" for row in shown.itertuples(index=False))])
