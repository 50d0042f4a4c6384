"""The command that proposes a mapping, or shows an example."""

from pathlib import Path

from flows.settings import SettingsError
from flows.sources.extract import UnreadableExtract
from flows.sources.mappings import EXAMPLES
from flows.sources.mappings.declaration import load_mapping
from flows.sources.mappings.proposing import Proposal, propose
from flows.toml_files import did_you_mean


def proposed(file: Path | None, *, dataset: str, example: str, output: Path | None) -> Proposal:
    """
    Return a mapping and remarks on it, written to a file where one is named.

    Raises `SettingsError` where there is nothing to propose from, and for a file that is there already.
    """
    if (file is None) == (not example):
        raise SettingsError("Name the file to map, or an example with --example.")
    if output is not None and output.exists():
        raise SettingsError(f"{output} is there already and was left as it is. Name another file, or take it away.")
    try:
        proposal = _example(example) if file is None else propose(file, dataset=dataset)
    except UnreadableExtract as error:
        raise SettingsError(str(error)) from None
    if output is None:
        return proposal
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(proposal.toml, encoding="utf-8")
    return Proposal(proposal.toml, (*proposal.remarks, *_what_now(output)))


def _example(name: str) -> Proposal:
    examples = {file.stem: file for file in sorted(EXAMPLES.glob("*.toml"))}
    if name not in examples:
        raise SettingsError(
            f'There is no example "{name}".{did_you_mean(name, examples)} There are {", ".join(examples)}.'
        )
    return Proposal(examples[name].read_text(encoding="utf-8"), ("Its columns are examples: adapt them.",))


def _what_now(output: Path) -> list[str]:
    try:
        load_mapping(output)
    except SettingsError as error:
        return [f"{output} is written, and does not hold yet:", *str(error).splitlines()]
    return [f'{output} is written and holds. Check every line, then run "lodestar doctor".']
