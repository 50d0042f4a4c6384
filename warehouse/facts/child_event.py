"""What every fact about a child shares."""

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, declared_attr

from warehouse.base import UNKNOWN, Fact, described, references
from warehouse.dimensions import AgeBand, Authority, Child, DateDimension, Team, Worker


def on_day(comment: str, *, primary_key: bool = False, indexed: bool = False) -> Mapped[int]:
    """Declare a reference to a day: -1 where it was not delivered, -2 where it has not happened."""
    return references(DateDimension, comment, primary_key=primary_key, indexed=indexed)


class ChildEvent(Fact):
    """A fact about one child: who, which authority, how old, and which load brought it."""

    __abstract__ = True

    @declared_attr
    def authority_key(cls) -> Mapped[int]:
        return references(Authority, "Authority that delivered it.", primary_key=True, first=True)

    @declared_attr
    def child_durable_key(cls) -> Mapped[int]:
        return described("The child, whatever the version.", Integer, primary_key=True, autoincrement=False)

    @declared_attr
    def child_key(cls) -> Mapped[int]:
        return references(Child, "Version of the child on the day of the event.", indexed=True)

    @declared_attr
    def age_band_key(cls) -> Mapped[int]:
        return references(AgeBand, "Age of the child on the day of the event.")

    @declared_attr
    def load_id(cls) -> Mapped[int]:
        return described("The load that last wrote the row.", Integer, default=UNKNOWN)


class CaseEvent(ChildEvent):
    """A fact about a child whose case a team and a worker hold."""

    __abstract__ = True

    @declared_attr
    def team_key(cls) -> Mapped[int]:
        return references(Team, "Team that holds the case.")

    @declared_attr
    def worker_key(cls) -> Mapped[int]:
        return references(Worker, "Allocated worker.")
