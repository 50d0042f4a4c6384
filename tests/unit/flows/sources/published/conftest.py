"""Tiny published files, drawn: the columns of place, and whatever stands behind them."""

import pytest

PLACE = (
    "time_period,time_identifier,geographic_level,country_code,country_name,"
    "region_code,region_name,old_la_code,new_la_code,la_name"
)


@pytest.fixture
def published_file(tmp_path):
    """Write a file of a header and rows; return its folder."""

    def write(name: str, header: str, *rows: str, mark: bool = False):
        text = "\n".join([f"{PLACE},{header}", *rows, ""])
        (tmp_path / name).write_text(text, encoding="utf-8-sig" if mark else "utf-8")
        return tmp_path

    return write
