"""By which headers the datasets' columns are known: our names, those of the formats we read, those of the examples."""

from collections import defaultdict
from functools import cache

import expectations.datasets  # noqa: F401  declares them
from expectations.contract import DATASETS
from flows.sources.annex_a_columns import BY_NAME
from flows.sources.mappings import EXAMPLES
from flows.sources.mappings.declaration import load_mapping
from transforms.conform import annex_a, cin_census, ssd, ssda903, workforce_census

WIDESPREAD = 3  # datasets; what a column of so many is called in one, it is called in all
_OF_THEIR_OWN = ("start_date", "end_date")  # everything starts and ends, each under its own name

Names = dict[str, frozenset[str]]


@cache
def known_names() -> dict[str, Names]:
    """Return, for each dataset, the headers by which each of its columns is known."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, dataset in DATASETS.items():
        for column in dataset.columns:
            found[name, column] |= {column, f"{name} {column}"}
    for form in (cin_census, ssd, ssda903, workforce_census):
        for section, names in form.NAMES.items():
            for theirs, ours in names.items():
                found[form.SECTIONS[section].dataset, ours].add(theirs)
    for section, names in annex_a.NAMES.items():
        titles = {title.name: title for title in BY_NAME[section.split(".")[1]].columns}
        for theirs, ours in names.items():
            found[annex_a.SECTIONS[section].dataset, ours] |= {titles[theirs].title, *titles[theirs].aliases}
    for example in sorted(EXAMPLES.glob("*.toml")):
        for table in load_mapping(example).tables.values():
            for theirs, ours in table.names.items():
                found[table.section.dataset, ours].add(theirs)
    shared = _shared(found)
    return {
        name: {column: frozenset(found[name, column] | shared.get(column, set())) for column in dataset.columns}
        for name, dataset in DATASETS.items()
    }


def _shared(found: dict[tuple[str, str], set[str]]) -> dict[str, set[str]]:
    """Return the headers of columns that many datasets have, such as the child's identifier."""
    datasets = defaultdict(set)
    headers = defaultdict(set)
    for (dataset, column), names in found.items():
        datasets[column].add(dataset)
        headers[column] |= {name for name in names if not name.startswith(f"{dataset} ")}
    return {
        column: headers[column]
        for column, having in datasets.items()
        if len(having) >= WIDESPREAD and column not in _OF_THEIR_OWN
    }
