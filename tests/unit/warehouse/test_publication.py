"""Releases of figures."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import Connection, func, select

from warehouse.engine import connect
from warehouse.ledger_tables import metric_definition, metric_value, publication_pointer
from warehouse.metrics.front_door import RE_REFERRALS, REFERRALS
from warehouse.publication import (
    DefinitionChanged,
    UnknownPublication,
    is_due,
    publications,
    publish,
    rollback,
    standing_values,
    values_of,
    withheld_metrics,
)
from warehouse.schema import create_warehouse

DEFINITIONS = (REFERRALS,)
BOTH = (REFERRALS, RE_REFERRALS)


@pytest.fixture
def connection() -> Iterator[Connection]:
    """Yield a connection to an empty warehouse, in a transaction that is never kept."""
    engine = connect("sqlite://")
    create_warehouse(engine)
    with engine.connect() as connection, connection.begin():
        yield connection
    engine.dispose()


def months(**counts: float) -> pd.DataFrame:
    """Return monthly figures: april=5 is five referrals in April 2025."""
    starts = {"april": date(2025, 4, 1), "may": date(2025, 5, 1), "june": date(2025, 6, 1)}
    start = pd.Series(pd.to_datetime([starts[month] for month in counts])).astype("datetime64[s]")
    numbers = list(map(float, counts.values()))
    return pd.DataFrame(
        {
            "metric_code": "referrals",
            "definition_version": 1,
            "cut_name": "",
            "cut_value": "",
            "period_type": "month",
            "period_start": start,
            "period_end": start + pd.offsets.MonthEnd(),
            "numerator": numbers,
            "denominator": float("nan"),
            "value": numbers,
            "value_presented": [f"{number:.0f}" for number in numbers],
            "decimal_places": 0,
            "unit": "count",
            "is_provisional": False,
            "is_annualised": False,
            "population_vintage": "",
            "previous_period_start": (start - pd.DateOffset(months=1)).astype("datetime64[s]"),
            "same_period_last_year_start": (start - pd.DateOffset(years=1)).astype("datetime64[s]"),
            "as_at": pd.Timestamp(2025, 7, 1),
        }
    )


def both(**counts: float) -> pd.DataFrame:
    """Return a figure of April for each metric."""
    return pd.concat([months(april=count).assign(metric_code=code) for code, count in counts.items()])


def release(connection: Connection, values: pd.DataFrame, *, load_id: int = 1, authority: str = "852", **options):
    return publish(
        connection,
        **{
            "authority_code": authority,
            "load_id": load_id,
            "run_id": "run",
            "as_at": date(2025, 7, 1),
            "values": values,
            "definitions": DEFINITIONS,
            "now": datetime(2025, 7, 2, 5, 30),
        }
        | options,
    )


def shown(values: pd.DataFrame) -> dict[str, str]:
    return dict(zip(values["period_start"].dt.strftime("%B"), values["value_presented"], strict=True))


def test_the_first_publication_holds_every_figure(connection):
    """All are new, none ended, and readers are pointed to it."""
    released = release(connection, months(april=5, may=7))
    assert (released.total, released.new, released.closed) == (2, 2, 0)
    assert connection.scalar(select(publication_pointer.c.publication_id)) == released.publication_id


def test_an_unchanged_figure_keeps_its_row(connection):
    """A new load with one figure more adds one row."""
    release(connection, months(april=5))
    released = release(connection, months(april=5, may=7), load_id=2)
    assert (released.total, released.new, released.closed) == (2, 1, 0)
    assert connection.scalar(select(func.count()).select_from(metric_value)) == 2


def test_a_changed_figure_is_closed_not_overwritten(connection):
    """Both publications can be read as they were known."""
    first = release(connection, months(april=5, may=7))
    second = release(connection, months(april=6, may=7), load_id=2)
    assert (second.new, second.closed) == (1, 1)
    assert shown(values_of(connection, "852", first.publication_id)) == {"April": "5", "May": "7"}
    assert shown(values_of(connection, "852", second.publication_id)) == {"April": "6", "May": "7"}


def test_a_vanished_figure_is_closed(connection):
    """What is no longer measured is no longer published, and still known to have been."""
    first = release(connection, months(april=5, may=7))
    second = release(connection, months(april=5), load_id=2)
    assert (second.total, second.new, second.closed) == (1, 0, 1)
    assert shown(standing_values(connection, "852")) == {"April": "5"}
    assert shown(values_of(connection, "852", first.publication_id)) == {"April": "5", "May": "7"}


def test_a_figure_may_come_back(connection):
    """Closed and new again: three publications, three states."""
    numbers = (5, 6, 5)
    released = [release(connection, months(april=number), load_id=load) for load, number in enumerate(numbers)]
    for publication, number in zip(released, numbers, strict=True):
        assert shown(values_of(connection, "852", publication.publication_id)) == {"April": str(number)}


def test_a_figure_that_is_not_available_equals_itself(connection):
    """Missing values are no difference."""
    nothing = months(april=5).assign(value=float("nan"), numerator=float("nan"), value_presented="z")
    release(connection, nothing)
    assert release(connection, nothing, load_id=2).new == 0


def test_a_figure_no_longer_provisional_is_a_change(connection):
    """What is said about a figure is part of it."""
    release(connection, months(april=5).assign(is_provisional=True))
    assert release(connection, months(april=5), load_id=2).new == 1


def test_the_same_again_is_no_publication(connection):
    """The same load, definitions and figures release nothing."""
    release(connection, months(april=5))
    assert release(connection, months(april=5)) is None
    assert len(publications(connection, "852")) == 1


def test_a_new_load_with_the_same_figures_is_a_publication(connection):
    """Its knowledge date is news, though no figure is."""
    release(connection, months(april=5))
    assert release(connection, months(april=5), load_id=2).new == 0


def test_a_withheld_metric_keeps_its_last_figures(connection):
    """What was measured of it is left out; the others are renewed; readers see which is which, and why."""
    release(connection, both(referrals=5, re_referrals=2), definitions=BOTH)
    released = release(
        connection, both(referrals=6, re_referrals=9), definitions=BOTH, load_id=2, withheld={"re_referrals": "Why."}
    )
    assert (released.total, released.new, released.closed) == (2, 1, 1)
    standing = standing_values(connection, "852").set_index("metric_code")
    assert standing["value"].to_dict() == {"referrals": 6, "re_referrals": 2}
    assert standing["load_id"].to_dict() == {"referrals": 2, "re_referrals": 1}
    assert withheld_metrics(connection, "852", 2) == ["re_referrals"]


def test_a_metric_that_was_never_published_is_absent_while_withheld(connection):
    """There is no last figure to show."""
    release(connection, both(referrals=5, re_referrals=2), definitions=BOTH, withheld={"re_referrals": "Why."})
    assert standing_values(connection, "852")["metric_code"].tolist() == ["referrals"]


def test_what_was_withheld_is_due_until_it_passes(connection):
    """The same load again: still withheld, nothing new; then it passes, and is released."""
    figures, withheld = both(referrals=5, re_referrals=2), {"re_referrals": "Why."}
    release(connection, figures, definitions=BOTH, withheld=withheld)
    assert is_due(connection, "852", 1, BOTH)
    assert release(connection, figures, definitions=BOTH, withheld=withheld) is None
    assert release(connection, figures, definitions=BOTH).new == 1
    assert not is_due(connection, "852", 1, BOTH)
    assert withheld_metrics(connection, "852", 1) == []


def test_no_figures_at_all_can_be_published(connection):
    """Extracts that cover no whole period: an honest publication of nothing."""
    released = release(connection, months(april=5).iloc[:0])
    assert (released.total, released.new) == (0, 0)


def test_authorities_do_not_touch_each_other(connection):
    """Publications are numbered together and released apart."""
    ours = release(connection, months(april=5))
    release(connection, months(april=9), authority="825")
    assert shown(standing_values(connection, "852")) == {"April": "5"}
    assert publications(connection, "852")["publication_id"].tolist() == [ours.publication_id]


def test_after_a_rollback_readers_see_the_earlier_publication(connection):
    """The pointer moves back; figures and numbering stay."""
    first = release(connection, months(april=5))
    second = release(connection, months(april=6), load_id=2)
    rollback(connection, "852", first.publication_id, datetime(2025, 7, 3))
    listed = publications(connection, "852")
    assert listed["publication_id"].tolist() == [second.publication_id, first.publication_id]
    assert listed["is_current"].tolist() == [False, True]


def test_a_rollback_lasts_until_there_is_news(connection):
    """The same figures again do not undo it; a new load does."""
    first = release(connection, months(april=5))
    release(connection, months(april=6), load_id=2)
    rollback(connection, "852", first.publication_id, datetime(2025, 7, 3))
    assert release(connection, months(april=6), load_id=2) is None
    third = release(connection, months(april=6), load_id=3)
    assert (third.new, third.closed) == (0, 0)
    assert publications(connection, "852")["is_current"].tolist() == [True, False, False]


def test_nobody_is_sent_to_another_authoritys_publication(connection):
    """An unknown number is refused, and nothing moves."""
    release(connection, months(april=5))
    other = release(connection, months(april=5), authority="825")
    with pytest.raises(UnknownPublication, match="has no publication"):
        rollback(connection, "852", other.publication_id, datetime(2025, 7, 3))


def test_a_figure_given_twice_is_refused(connection):
    """One of the two would be wrong."""
    values = months(april=5)
    with pytest.raises(ValueError, match="1 figures are given twice"):
        release(connection, pd.concat([values, values]))


def test_another_formula_under_the_same_version_is_refused(connection):
    """Whoever changes what is counted raises the version."""
    release(connection, months(april=5))
    with pytest.raises(DefinitionChanged, match="Raise `version`"):
        release(connection, months(april=5), definitions=[replace(REFERRALS, period=REFERRALS.fact.closure_date_key)])


def test_a_new_version_stands_beside_the_old_one(connection):
    """Earlier publications keep the definition that was theirs."""
    release(connection, months(april=5))
    changed = replace(REFERRALS, version=2, period=REFERRALS.fact.closure_date_key)
    release(connection, months(april=4).assign(definition_version=2), definitions=[changed])
    versions = connection.scalars(select(metric_definition.c.definition_version)).all()
    assert sorted(versions) == [1, 2]


def test_better_words_replace_the_old_ones(connection):
    """A description may be improved without a new version."""
    release(connection, months(april=5))
    release(connection, months(april=5), definitions=[replace(REFERRALS, description="Said better.")])
    assert connection.scalar(select(metric_definition.c.description)) == "Said better."


def test_a_load_is_due_until_it_is_published(connection):
    """So is a definition that changed since."""
    assert is_due(connection, "852", 1, DEFINITIONS)
    release(connection, months(april=5))
    assert not is_due(connection, "852", 1, DEFINITIONS)
    assert is_due(connection, "852", 2, DEFINITIONS)
    assert is_due(connection, "852", 1, (REFERRALS, RE_REFERRALS))
