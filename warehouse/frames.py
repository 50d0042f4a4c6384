"""Between pandas and a database: columns of a frame as Python values, and values as typed columns of a frame."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import sqlalchemy as sa


def python_values(values: pd.Series, kind: sa.types.TypeEngine, dialect: sa.Dialect) -> list[Any]:
    """Return a column as the driver wants it; what needs converting is converted once per distinct value."""
    convert = kind.dialect_impl(dialect).bind_processor(dialect)
    if isinstance(kind, sa.JSON):
        missing = (value is None or value is pd.NA for value in values)
        return [None if gone else convert(value) for value, gone in zip(values, missing, strict=True)]
    if isinstance(kind, sa.Integer) and pd.api.types.is_float_dtype(values.dtype):
        values = values.astype("Int64")
    if isinstance(kind, sa.Date | sa.DateTime) or convert is not None:
        return _converted(values, kind, convert or (lambda value: value))
    return values.to_numpy(dtype=object, na_value=None).tolist()


def _converted(values: pd.Series, kind: sa.types.TypeEngine, convert: Callable[[Any], Any]) -> list[Any]:
    positions, distinct = pd.factorize(values)
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        moments = pd.DatetimeIndex(distinct)
        distinct = moments.date if isinstance(kind, sa.Date) else moments.to_pydatetime()
    else:
        distinct = np.asarray(distinct, dtype=object)
    known = [convert(value) for value in distinct.tolist()]
    return np.fromiter([*known, None], dtype=object)[positions].tolist()  # position -1, missing, is the last: None


def typed(values: tuple[Any, ...], kind: sa.types.TypeEngine, dialect: sa.Dialect) -> Any:
    """Return what the driver found in a column of some type as an array that keeps its missing values."""
    if isinstance(kind, sa.Date):
        return pd.array(_arrow(values, pa.date32()).astype("datetime64[s]"))
    if isinstance(kind, sa.DateTime):
        return pd.array(_arrow(values, pa.timestamp("us")))
    if isinstance(kind, sa.Boolean):
        return pd.array(values, dtype="boolean")
    if isinstance(kind, sa.Integer):
        return pd.array(values, dtype="Int64")
    if isinstance(kind, sa.Numeric | sa.Float):
        return np.array(values, dtype="float64")
    if isinstance(kind, sa.String):
        return pd.array(pa.array(values, pa.large_string()), dtype="str")
    convert = kind.dialect_impl(dialect).result_processor(dialect, None) or (lambda value: value)
    return pd.Series([convert(value) for value in values], dtype=object)


def _arrow(values: tuple[Any, ...], kind: pa.DataType) -> np.ndarray:
    """Return dates as numpy keeps them, whether the driver has them as text (SQLite) or as Python's own."""
    return pa.array(values).cast(kind).to_numpy(zero_copy_only=False)
