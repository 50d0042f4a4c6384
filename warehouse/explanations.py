"""
What was said to queries: kept with who and when, taken back, listed.

The reason in words may name a child. Only `every_explanation` returns it.
"""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from expectations.explanations import Explanation
from warehouse.ledger_tables import query_explanation as said

_ANSWER = tuple(Explanation.__dataclass_fields__)


def explanations(connection: Connection, authority_code: str) -> list[Explanation]:
    """Return what was last said to each query of an authority and not taken back, whether or not it still stands."""
    newest = (
        sa.select(sa.func.max(said.c.explanation_id))
        .where(said.c.authority_code == authority_code, said.c.withdrawn_at.is_(None))
        .group_by(said.c.dataset, said.c.rule, said.c.collection_year)
    )
    found = sa.select(said.c[*_ANSWER]).where(said.c.explanation_id.in_(newest))
    return [Explanation(**row) for row in connection.execute(found).mappings()]


def explain(
    connection: Connection, authority_code: str, explanation: Explanation, *, reason: str, by: str, now: datetime
) -> bool:
    """Keep what a person said to a query; false, and nothing changes, where the same was said last."""
    last = connection.execute(
        sa.select(said.c[*_ANSWER, "reason"])
        .where(*_of_query(authority_code, explanation.dataset, explanation.rule, explanation.collection_year))
        .order_by(said.c.explanation_id.desc())
        .limit(1)
    ).first()
    answer = {name: getattr(explanation, name) for name in _ANSWER} | {"reason": reason}
    if last is not None and last._asdict() == answer:
        return False
    whose = {"authority_code": authority_code, "explained_at": now, "explained_by": by}
    connection.execute(sa.insert(said).values(answer | whose))
    return True


def take_back(
    connection: Connection, authority_code: str, dataset: str, rule: str, year: int, *, by: str, now: datetime
) -> None:
    """Let a query be asked again, whatever was said to it."""
    connection.execute(
        sa.update(said).where(*_of_query(authority_code, dataset, rule, year)).values(withdrawn_at=now, withdrawn_by=by)
    )


def every_explanation(connection: Connection, authority_code: str) -> list[RowMapping]:
    """Return all that was ever said to an authority's queries, with the reasons in words, oldest first."""
    listed = sa.select(said).where(said.c.authority_code == authority_code).order_by(said.c.explanation_id)
    return list(connection.execute(listed).mappings())


def forget(connection: Connection, authority_code: str, *, before: datetime) -> None:
    """Delete the reasons in words of what was over, or taken back, before a moment; all else of it is kept."""
    over = sa.or_(said.c.until < before.date(), said.c.withdrawn_at < before)
    connection.execute(sa.update(said).where(said.c.authority_code == authority_code, over).values(reason=""))


def answers_changed_at(connection: Connection, *, today: date) -> datetime | None:
    """Return when an answer was last given or taken back, or its last day was over."""
    newest = connection.execute(sa.select(sa.func.max(said.c.explained_at), sa.func.max(said.c.withdrawn_at))).one()
    over = connection.scalar(sa.select(sa.func.max(said.c.until)).where(said.c.until < today))
    ended = datetime.combine(over + timedelta(days=1), time.min) if over else None
    return max((moment for moment in (*newest, ended) if moment), default=None)


def _of_query(authority_code: str, dataset: str, rule: str, year: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        said.c.authority_code == authority_code,
        said.c.dataset == dataset,
        said.c.rule == rule,
        said.c.collection_year == year,
        said.c.withdrawn_at.is_(None),
    )
