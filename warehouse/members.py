"""Members of the dimensions: added once, corrected in place, never renumbered."""

from collections.abc import Iterable
from functools import cache

import pandas as pd
from sqlalchemy import Boolean, Column, Connection, Date, Integer, Table, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute

from expectations.contract import CodeSet
from warehouse.base import NOT_APPLICABLE, UNKNOWN, UNMAPPED, CodeDimension, Dimension
from warehouse.dimensions import AgeBand, Authority, Child, DateDimension, Team, Worker
from warehouse.engine import insert_frame, read_frame

NO_MEMBER = {UNKNOWN: "Unknown", NOT_APPLICABLE: "Not applicable", UNMAPPED: "Unmapped"}
SINCE_EVER = pd.Timestamp(1900, 1, 1)
FOR_EVER = pd.Timestamp(9999, 12, 31)
FEW = 100  # SQL Server takes at most 2,100 parameters a statement
_LAST_IN_ORDER = 1_000_000  # the unknown members are shown after all others, however many there will be
_DTYPES = {Boolean: "boolean", Integer: "Int64", Date: "datetime64[s]"}


class LoadingError(RuntimeError):
    """What was to be loaded contradicts the tables: a mistake of ours, not of the data."""


def dtype_of(column: Column) -> str:
    """Return the dtype in which frames hold the column."""
    return next((dtype for kind, dtype in _DTYPES.items() if isinstance(column.type, kind)), "str")


def rows_of(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame's rows as the table has them: its columns, in its order, with its types."""
    dtypes = {column.name: dtype_of(column) for column in table.columns}
    if missing := dtypes.keys() - set(frame):
        raise LoadingError(f"{table.name} was not loaded: its frame has no column {', '.join(sorted(missing))}.")
    rows = frame[list(dtypes)]
    different = {name: dtypes[name] for name, dtype in rows.dtypes.items() if dtype != dtypes[name]}
    return rows.astype(different) if different else rows


def seed(connection: Connection, *, age_bands: pd.DataFrame, calendar: pd.DataFrame | None = None) -> None:
    """Bring the members that all authorities share up to date: codes, age bands, days, and the unknown ones."""
    for dimension in CodeDimension.__subclasses__():
        _store_codes(connection, dimension)
    store(connection, AgeBand.__table__, _age_band_members(age_bands))
    if calendar is not None:
        store(connection, DateDimension.__table__, _with_no_day(calendar))
    unknown = pd.DataFrame({"authority_key": [UNKNOWN]})
    store(connection, Authority.__table__, unknown.assign(authority_code="", authority_name=NO_MEMBER[UNKNOWN]))
    store(connection, Team.__table__, unknown.assign(team_key=UNKNOWN, team_name=NO_MEMBER[UNKNOWN]))
    store(connection, Worker.__table__, unknown.assign(worker_key=UNKNOWN, worker_pseudonym=NO_MEMBER[UNKNOWN]))
    nobody = unknown.assign(child_key=UNKNOWN, child_durable_key=UNKNOWN, child_id="", is_inferred=True)
    store(connection, Child.__table__, undescribed(nobody))


def undescribed(children: pd.DataFrame) -> pd.DataFrame:
    """Return one version for each child, valid for ever, that says nothing about the child."""
    return children.assign(
        valid_from=SINCE_EVER,
        valid_to=FOR_EVER,
        is_current=True,
        birth_date_key=UNKNOWN,
        expected_birth_date_key=UNKNOWN,
        death_date_key=NOT_APPLICABLE,
        sex=NO_MEMBER[UNKNOWN],
        ethnicity=NO_MEMBER[UNKNOWN],
        ethnic_group=NO_MEMBER[UNKNOWN],
        disability=NO_MEMBER[UNKNOWN],
    )


def code_keys(dimension: type[CodeDimension]) -> dict[str, int]:
    """
    Return the key of each code: its position in the declaration of the code set, counted from 1.

    A new code is therefore declared after the existing ones; a code is retired with `until=`, never removed.
    """
    return {code.value: position for position, code in enumerate(dimension.codes, start=1)}


def store(connection: Connection, table: Table, members: pd.DataFrame, held: pd.DataFrame | None = None) -> None:
    """
    Insert the members whose key is new and update those that differ; remove none.

    `held` saves reading the table where the caller already has.
    """
    (key,) = (column.name for column in table.primary_key)
    members = rows_of(table, members).set_index(key)
    held = rows_of(table, _held(connection, table, members.index) if held is None else held).set_index(key)
    if members.sort_index().equals(held.sort_index()):
        return
    is_new = ~members.index.isin(held.index)
    before = held.reindex(members.index)
    is_same = [
        members[name].eq(before[name]).fillna(False) | (members[name].isna() & before[name].isna()) for name in held
    ]
    differs = ~pd.concat(is_same, axis="columns").all(axis="columns").to_numpy() & ~is_new
    if differs.any():
        _update(connection, table, members.loc[differs].reset_index())
    if is_new.any():
        insert_frame(connection, table, members.loc[is_new].reset_index())


def _held(connection: Connection, table: Table, keys: pd.Index) -> pd.DataFrame:
    """Read what the table has of some members: not all children of all authorities for the sake of one."""
    (key,) = table.primary_key
    few = len(keys) <= FEW
    return read_frame(connection, select(table).where(key.in_(keys.tolist())) if few else select(table))


def _update(connection: Connection, table: Table, members: pd.DataFrame) -> None:
    (key,) = (column.name for column in table.primary_key)
    days = [column.name for column in table.columns if isinstance(column.type, Date)]
    records = (
        members.assign(**{name: members[name].dt.date for name in days})
        .astype(object)
        .where(members.notna(), None)
        .add_prefix("new_")  # a parameter may not be named as a column
        .to_dict("records")
    )
    values = {name: bindparam(f"new_{name}") for name in members if name != key}
    connection.execute(table.update().where(table.c[key] == bindparam(f"new_{key}")).values(values), records)


def numbered(
    connection: Connection, key: InstrumentedAttribute, members: pd.DataFrame, held: pd.DataFrame
) -> pd.DataFrame:
    """
    Give each member the key that it has in `held`, or else the next free one in the order of the rows.

    The columns of `held` beside the key are the natural key, in which the members must be unique.
    """
    natural_key = [name for name in held if name != key.key]
    members = members.merge(held, how="left", on=natural_key)
    is_new = members[key.key].isna()
    highest = max(connection.scalar(select(func.max(key))) or 0, 0)
    keys = members[key.key].astype("Int64").mask(is_new, highest + is_new.cumsum().astype("Int64"))
    return members.assign(**{key.key: keys})


def authority_key(connection: Connection, code: str, name: str) -> int:
    """Return the key of the authority, which becomes a member with its first load."""
    table = Authority.__table__
    held = rows_of(table, read_frame(connection, select(table)))
    named = pd.DataFrame({"authority_code": [code], "authority_name": [name]}, dtype="str")
    members = numbered(connection, Authority.authority_key, named, held[["authority_code", "authority_key"]])
    store(connection, table, members, held)
    return int(members["authority_key"].iloc[0])


def named_members(
    connection: Connection, dimension: type[Dimension], authority: int, names: Iterable[pd.Series]
) -> pd.Series:
    """Make every name a member among the authority's teams or workers; return their keys by name."""
    table = dimension.__table__
    (name,) = set(dimension.natural_key) - {"authority_key"}
    held = rows_of(table, read_frame(connection, select(table).where(table.c.authority_key == authority)))
    received = pd.concat([pd.Series(dtype="str"), *names]).dropna().drop_duplicates().sort_values(ignore_index=True)
    key = getattr(dimension, dimension.key)
    members = numbered(connection, key, received.to_frame(name), held[[name, dimension.key]])
    store(connection, table, members.assign(authority_key=authority), held)
    return members.set_index(name)[dimension.key]


def _store_codes(connection: Connection, dimension: type[CodeDimension]) -> None:
    table = dimension.__table__
    members = code_members(dimension)
    if sorted(map(tuple, connection.execute(select(*(table.c[name] for name in members))))) == sorted(
        members.itertuples(index=False, name=None)
    ):
        return
    held = rows_of(table, read_frame(connection, select(table)))
    codes = {key: code for code, key in code_keys(dimension).items()}
    moved = sum(codes.get(key, code) != code for key, code in zip(held[dimension.key], held["code"], strict=True))
    if moved:
        raise LoadingError(
            f"{table.name} was not changed: {moved} keys would stand for another code, and facts loaded earlier "
            f"would change their meaning. Declare new codes of {dimension.codes.__name__} after the existing ones."
        )
    store(connection, table, members, held)


def code_members(dimension: type[CodeDimension]) -> pd.DataFrame:
    """Return the members of a dimension that is made from a code set, the unknown ones last."""
    return _code_members(dimension, dimension.codes)


@cache
def _code_members(dimension: type[CodeDimension], codes: type[CodeSet]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            dimension.key: [*code_keys(dimension).values(), *NO_MEMBER],
            "code": [*(code.value for code in codes), *("" for _ in NO_MEMBER)],
            "label": [*(code.label for code in codes), *NO_MEMBER.values()],
            "group_label": [*(code.group for code in codes), *NO_MEMBER.values()],
            "sort_order": [*code_keys(dimension).values(), *(_LAST_IN_ORDER - key for key in NO_MEMBER)],
        }
    )


def _age_band_members(age_bands: pd.DataFrame) -> pd.DataFrame:
    unknown = pd.DataFrame({"age_band_key": [UNKNOWN], "label": [NO_MEMBER[UNKNOWN]]})
    return pd.concat([age_bands.assign(age_band_key=range(1, len(age_bands) + 1)), unknown], ignore_index=True)


def _with_no_day(calendar: pd.DataFrame) -> pd.DataFrame:
    """Add the members -1 and -2, unless the calendar has them."""
    table = DateDimension.__table__
    keys = [key for key in (UNKNOWN, NOT_APPLICABLE) if not calendar["date_key"].eq(key).any()]
    no_days = {
        column.name: keys if isinstance(column.type, Integer) else False
        for column in table.columns
        if not column.nullable
    }
    named = pd.DataFrame(no_days, index=range(len(keys))).assign(month_name=[NO_MEMBER[key] for key in keys])
    return pd.concat([rows_of(table, named.reindex(columns=table.columns.keys())), rows_of(table, calendar)])
