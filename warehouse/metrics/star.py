"""The star of one authority while it is measured: which periods are covered, what was counted in them."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property, lru_cache, singledispatchmethod

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Integer, bindparam

from warehouse.engine import read_frame
from warehouse.metrics import periods as period_engine
from warehouse.metrics import statements, tally
from warehouse.metrics.definition import (
    AnyPoint,
    ChildrenAtAnyPoint,
    Counted,
    Definition,
    DistinctCount,
    Distribution,
    Events,
    Percentile,
    Rate,
    Share,
    Stock,
)
from warehouse.metrics.dependency import made_of
from warehouse.metrics.periods import Coverage, PeriodType, date_key
from warehouse.metrics.tally import Counts, Tally


class Star:
    """
    Counts for one authority, each statement asked once.

    Metrics that count the same rows (one fact, one defining date) are counted together.
    """

    def __init__(
        self,
        connection: Connection,
        authority_key: int,
        coverage: Coverage,
        as_at: date,
        definitions: Iterable[Definition],
    ) -> None:
        self.connection = connection
        self.authority = authority_key
        self.coverage = coverage
        self.as_at = as_at
        self._together: dict[Hashable, list[Counted]] = defaultdict(list)
        self._answers: dict[Hashable, Answer] = {}
        self._tallies: dict[Definition, Tally | None] = {}
        self._periods: dict[Hashable, pd.DataFrame] = {}
        for definition in dict.fromkeys(_counted(definitions)):
            if len(self.periods(definition)):
                self._together[_rows_of(definition)].append(definition)

    def tally(self, definition: Definition) -> Tally | None:
        """Return the counts of a metric; None where no period is covered."""
        if definition not in self._tallies:
            covered = all(len(self.periods(counted)) for counted in _counted([definition]))
            self._tallies[definition] = self._count(definition) if covered else None
        return self._tallies[definition]

    def periods(self, definition: Counted) -> pd.DataFrame:
        """Return the periods that are covered in full."""
        types, datasets = definition.period_types, definition.datasets
        needed = {"lookback_months": definition.lookback_months, "follow_up_days": definition.follow_up_days}
        key = (types, datasets, *needed.values())
        if key not in self._periods:
            periods = self._every_period(types, *period_engine.span(self.coverage, datasets, self.as_at))
            self._periods[key] = period_engine.covered(periods, self.coverage, datasets, as_at=self.as_at, **needed)
        return self._periods[key]

    def _every_period(self, types: Sequence[PeriodType], first: int, last: int) -> pd.DataFrame:
        key = (types, first, last)
        if key not in self._periods:
            if PeriodType.AT_DATE in types:
                self._periods[key] = period_engine.days_at(first, last, self.as_at)
            else:
                self._periods[key] = period_engine.months_between(first, last, types)
        return self._periods[key]

    @singledispatchmethod
    def _count(self, definition: Definition) -> Tally:
        raise NotImplementedError(type(definition).__name__)

    @_count.register
    def _(self, definition: Events) -> Tally:
        return tally.in_periods(self._answer(definition), self.periods(definition))

    @_count.register
    def _(self, definition: DistinctCount) -> Tally:
        cuts = [cut.name for cut in definition.cuts]
        return tally.distinct_in_periods(self._asked(definition).found, self.periods(definition), cuts)

    @_count.register
    def _(self, definition: Percentile) -> Tally:
        return tally.percentiles(self._asked(definition).found, self.periods(definition), definition.share)

    @_count.register(Stock)
    @_count.register(ChildrenAtAnyPoint)
    def _(self, definition: Stock | ChildrenAtAnyPoint) -> Tally:
        return tally.on_days(self._answer(definition), self.periods(definition))

    @_count.register
    def _(self, definition: AnyPoint) -> Tally:
        cuts = {cut.name for cut in definition.cuts}
        ended = self.tally(definition.ended).in_types(definition.period_types)
        return tally.any_point(self.tally(definition.of), ended, cuts)

    @_count.register
    def _(self, definition: Distribution) -> Tally:
        return self.tally(definition.of).of_cut(definition.by.name)

    @_count.register
    def _(self, definition: Share) -> Tally:
        return tally.share(self.tally(definition.part), self.tally(definition.of))

    @_count.register
    def _(self, definition: Rate) -> Tally:
        return self.tally(definition.of).in_types(definition.period_types).total()

    def _answer(self, definition: Counted) -> Counts:
        """Return what the star counted for one metric."""
        answer, number = self._asked(definition), self._together[_rows_of(definition)].index(definition)
        own = answer.members["cut_name"].isin(["", *(cut.name for cut in definition.cuts)]).to_numpy()
        rows = own[answer.place]
        sums = (answer.found[f"{part}_{number}"].to_numpy(dtype="int64") for part in ("numerator", "denominator"))
        return Counts(
            answer.members[own].reset_index(drop=True),
            (own.cumsum() - 1)[answer.place[rows]],
            answer.found["period_key"].to_numpy(dtype="int64")[rows],
            *(counts[rows] for counts in sums),
        )

    def _asked(self, definition: Counted) -> "Answer":
        rows = _rows_of(definition)
        if rows not in self._answers:
            self._answers[rows] = Answer(self._found(self._together[rows]))
        return self._answers[rows]

    def _found(self, together: list[Counted]) -> pd.DataFrame:
        found = read_frame(self.connection, _statement(tuple(together)), self._parameters(together))
        # A row of the fact that was open on none of the days comes with no day.
        return found.loc[found["period_key"].notna()].reset_index(drop=True)

    def _parameters(self, together: list[Counted]) -> dict[str, object]:
        periods = pd.concat([self.periods(each) for each in together])
        if isinstance(together[0], Stock | ChildrenAtAnyPoint):
            return {"authority": self.authority, "days": sorted(date_key(periods["period_end"]).unique().tolist())}
        first_day, last_day = date_key(pd.Series([periods["period_start"].min(), periods["period_end"].max()]))
        return {"authority": self.authority, "first_day": int(first_day), "last_day": int(last_day)}


class Answer:
    """What a statement found, and the members in it."""

    def __init__(self, found: pd.DataFrame) -> None:
        self.found = found

    @cached_property
    def _members(self) -> tuple[pd.DataFrame, np.ndarray]:
        return tally.members_of(self.found)

    @property
    def members(self) -> pd.DataFrame:
        """The members that occur, the total first."""
        return self._members[0]

    @property
    def place(self) -> np.ndarray:
        """The member of each row."""
        return self._members[1]


@lru_cache(maxsize=256)
def _statement(together: tuple[Counted, ...]) -> statements.Statement:
    """Return the statement of metrics that count the same rows: the same for every authority but for parameters."""
    definition, authority = together[0], bindparam("authority", type_=Integer)
    if isinstance(definition, Stock | ChildrenAtAnyPoint):
        days = bindparam("days", type_=Integer, expanding=True)
        if isinstance(definition, Stock):
            return statements.stocks(together, authority=authority, days=days)
        return statements.children_at_any_point(definition, authority=authority, days=days)
    happened = {
        "authority": authority,
        "first_day": bindparam("first_day", type_=Integer),
        "last_day": bindparam("last_day", type_=Integer),
    }
    if isinstance(definition, DistinctCount):
        return statements.distinct(definition, **happened)
    if isinstance(definition, Percentile):
        return statements.values(definition, **happened)
    return statements.events(together, **happened)


def _counted(definitions: Iterable[Definition]) -> Iterator[Counted]:
    """Return the metrics that are counted in the star, those behind derived ones included."""
    return (each for definition in definitions for each in made_of(definition) if isinstance(each, Counted))


def _rows_of(definition: Counted) -> Hashable:
    """Return what makes metrics count the same rows."""
    if isinstance(definition, DistinctCount | ChildrenAtAnyPoint):
        return definition
    days = (definition.enters, definition.leaves) if isinstance(definition, Stock) else (definition.period,)
    kind = Stock if isinstance(definition, Stock) else Events
    rows = (kind, definition.fact, *(day.key for day in days))
    if isinstance(definition, Percentile):
        return (*rows, definition.measure.key, *(str(condition) for condition in definition.conditions))
    return rows
