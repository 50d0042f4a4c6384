"""Facts from datasets that are drawn as pictures."""

from datetime import date

import pandas as pd
import pytest

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.contract import DATASETS
from expectations.working_days import Calendar
from transforms.facts import shape

READ = {
    date: lambda texts: pd.to_datetime(texts).astype("datetime64[s]"),
    int: lambda texts: pd.to_numeric(texts).astype("Int64"),
    bool: lambda texts: texts.map({"yes": True, "no": False}).astype("boolean"),
}


@pytest.fixture(scope="session")
def calendar():
    """The working days from 1990 to 2040."""
    return Calendar()


@pytest.fixture(scope="session")
def drawn():
    """Return the typed frame of a dataset from a picture; a blank cell is missing."""

    def read(name: str, picture: str) -> pd.DataFrame:
        header, *lines = [line for line in picture.strip().splitlines() if set(line.strip()) - set("-+")]
        cells = [[cell.strip() or None for cell in line.split("|")] for line in lines]
        texts = pd.DataFrame(cells, columns=[cell.strip() for cell in header.split("|")], dtype="str")
        columns = DATASETS[name].columns
        return texts.assign(
            **{column: READ[columns[column].type](texts[column]) for column in texts if columns[column].type in READ}
        )

    return read


@pytest.fixture
def facts_from(drawn, calendar):
    """Return all facts of the datasets that are drawn; those left out have no rows."""

    def facts(**pictures: str) -> dict[str, pd.DataFrame]:
        return shape({name: drawn(name, picture) for name, picture in pictures.items()}, calendar)

    return facts


@pytest.fixture
def days():
    """Return a column of days as text, an empty text for a day that has not come."""
    return lambda column: column.dt.strftime("%Y-%m-%d").fillna("").tolist()
