"""Published figures of invented authorities, drawn as "measure authority year value" lines."""

import pandas as pd
import pytest


@pytest.fixture
def figures():
    """Draw figures, one a line; a value that is no number is a symbol."""

    def draw(picture: str, *, release: str = "children_in_need_2024") -> pd.DataFrame:
        rows = [line.split() for line in picture.splitlines() if line.strip()]
        frame = pd.DataFrame(rows, columns=["measure", "area_code", "year", "shown"], dtype="str")
        value = pd.to_numeric(frame["shown"], errors="coerce").astype("float64")
        return pd.DataFrame(
            {
                "release": pd.Series(release, index=frame.index, dtype="str"),
                "measure": frame["measure"],
                "area_code": frame["area_code"],
                "year": frame["year"].astype("int64"),
                "value": value,
                "shown": frame["shown"],
                "symbol": frame["shown"].where(value.isna(), ""),
            }
        )

    return draw
