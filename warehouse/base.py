"""The ground of every table: one metadata, one way to say grain, key, reference and comment."""

from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

UNKNOWN = -1  # the value was not delivered
NOT_APPLICABLE = -2  # there is no such thing, or not yet
UNMAPPED = -3  # a value was delivered that no code list holds

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Base(DeclarativeBase):
    """Every mapped table of the star."""

    metadata = metadata


def described(comment: str, *args: Any, **options: Any) -> Mapped[Any]:
    """Declare a column with the comment that the data dictionary and the database show."""
    return mapped_column(*args, comment=comment, **options)


def _require(cls: type, *names: str) -> None:
    if "__abstract__" in vars(cls):
        return
    missing = [name for name in names if not hasattr(cls, name)]
    if missing or not cls.__doc__:
        raise TypeError(f"{cls.__name__} must state {', '.join(missing) or 'what a row is, in its docstring'}")


class Dimension(Base):
    """A table of the members that facts refer to; `natural_key` identifies a member across loads."""

    __abstract__ = True
    key: ClassVar[str]
    natural_key: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _require(cls, "key", "natural_key")


class CodeDimension(Dimension):
    """A dimension made from a code set; one member for each code, and the three unknown members."""

    __abstract__ = True
    natural_key = ("code",)

    code: Mapped[str] = described("Code as in the statutory list; empty for the unknown members.", String(20))
    label: Mapped[str] = described("Label in plain words.", String(200))
    group_label: Mapped[str] = described("Published group that the code belongs to.", String(200))
    sort_order: Mapped[int] = described("Order in which to show the members.", Integer)


class Fact(Base):
    """
    A table of measurements at a stated grain; rows are replaced one authority at a time.

    `datasets` must cover a period before the fact's rows can be counted in it; `stands_on` names, for a column,
    the columns of datasets without which it says nothing: what was not delivered must not look like none.
    """

    __abstract__ = True
    grain: ClassVar[str]
    datasets: ClassVar[tuple[str, ...]]
    stands_on: ClassVar[dict[str, tuple[str, ...]]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _require(cls, "grain", "datasets")


def references(
    dimension: type[Dimension], comment: str, *, primary_key: bool = False, indexed: bool = False, first: bool = False
) -> Mapped[int]:
    """
    Declare a foreign key to a dimension, unknown unless stated; `first` in the row and in its key.

    An index costs every load; only where rows are found by the key, or the member is ever deleted, is it `indexed`.
    """
    return mapped_column(
        ForeignKey(f"{dimension.__tablename__}.{dimension.key}"),
        primary_key=primary_key,
        index=indexed,
        nullable=False,
        autoincrement=False,
        comment=comment,
        sort_order=-1 if first else 0,
        **({} if primary_key else {"default": UNKNOWN}),
    )
