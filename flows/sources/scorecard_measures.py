"""
Which measures of scorecards are which of our metrics: those called by a metric's code or label, and those that the
project declares in `scorecards.toml`.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from flows.toml_files import SettingsError, did_you_mean, read_model
from transforms.conform.scorecard import measure_key
from warehouse.metrics import METRICS

FILE = "scorecards.toml"


class ScorecardDeclaration(BaseModel):
    """The TOML file, as it is written: under `measures`, a measure's name with the code of our metric."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measures: dict[str, str] = {}


def measures_of(project: Path) -> dict[str, str]:
    """
    Return the codes of metrics by the words of the measures that they are called; what is declared comes first.

    Raises `SettingsError` with a line for each code that is none of ours, and for two names of the same words.
    """
    ours = {measure_key(name): code for code, metric in METRICS.items() for name in (code, metric.label)}
    return ours | _declared(project / FILE)


def _declared(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    declared = read_model(file, ScorecardDeclaration).measures
    keys = [measure_key(measure) for measure in declared]
    mistakes = [
        f'{FILE}: "{measure}": there is no metric "{code}".{did_you_mean(code, METRICS)}'
        for measure, code in declared.items()
        if code not in METRICS
    ]
    repeated = [measure for measure, key in zip(declared, keys, strict=True) if keys.count(key) > 1]
    mistakes += [f'{FILE}: "{measure}" is there twice, however it is typed' for measure in repeated]
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    return dict(zip(keys, declared.values(), strict=True))
