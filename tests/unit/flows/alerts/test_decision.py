import pytest
import sqlalchemy as sa

from expectations.contract import Severity
from flows.alerts import decide, open_alerts
from warehouse.alerts import alert, alert_message


@pytest.fixture
def run(engine, postbox, night):
    """Decide on the problems of a night and return the kinds of events; everything of 852 is evaluated."""

    def decide_on(number, *problems, scope=("852",), channels=None):
        with engine.begin() as connection:
            events = decide(
                connection, problems, scope=scope, now=night(number), channels=channels or {"postbox": postbox}
            )
        return [event.kind for event in events]

    return decide_on


@pytest.fixture
def rows(engine):
    """Return the rows of a table."""

    def read(table):
        with engine.connect() as connection:
            return connection.execute(sa.select(table)).mappings().all()

    return read


def test_a_new_problem_is_told(run, problem):
    """The first night on which a problem is found, it opens."""
    assert run(1, problem()) == ["opened"]


def test_the_same_problem_is_not_told_again(run, rows, problem, night):
    """An unchanged problem leaves a trace in the table and no message."""
    run(1, problem())
    assert run(2, problem()) == []
    assert rows(alert)[0]["last_seen_at"] == night(2).replace(tzinfo=None)
    assert len(rows(alert_message)) == 1


def test_a_fifth_more_is_worse(run, problem):
    """12 after 10 is worse, 11 after 10 is not."""
    run(1, problem(count=10))
    assert run(2, problem(count=11)) == []
    assert run(3, problem(count=12)) == ["worse"]


def test_slow_growth_is_told_in_the_end(run, problem):
    """Worse is measured from what was last told, so a tenth more every night adds up."""
    nights = [run(number, problem(count=count)) for number, count in enumerate([100, 110, 119, 120, 125])]
    assert nights == [["opened"], [], [], ["worse"], []]


def test_a_swinging_count_is_told_once(run, problem):
    """A count that falls and comes back is not news."""
    nights = [run(number, problem(count=count)) for number, count in enumerate([100, 50, 100, 50, 110])]
    assert nights == [["opened"], [], [], [], []]


def test_a_greater_severity_is_worse(run, problem):
    """From warning to critical is told at the same count; back again is not."""
    run(1, problem(severity=Severity.WARNING))
    assert run(2, problem(severity=Severity.CRITICAL)) == ["worse"]
    assert run(3, problem(severity=Severity.WARNING)) == []


def test_anything_is_worse_than_nothing(run, problem):
    """A count that was 0 needs no percentage to be worse; 0 again is not worse."""
    run(1, problem(count=0))
    assert run(2, problem(count=0)) == []
    assert run(3, problem(count=1)) == ["worse"]


def test_a_problem_that_is_gone_has_recovered_once(run, problem):
    """The recovery is told once."""
    run(1, problem())
    assert run(2) == ["recovered"]
    assert run(3) == []


def test_a_problem_that_comes_back_opens_again(run, rows, problem):
    """After recovery the same key opens anew, and the message says how often."""
    run(1, problem())
    run(2)
    assert run(3, problem()) == ["opened"]
    assert rows(alert)[0]["times_opened"] == 2
    assert "2 times by now" in rows(alert_message)[-1]["body"]


@pytest.mark.parametrize(
    ("scope", "recovers"),
    [
        (["852:"], True),
        (["852"], True),
        (["852:child_protection_plans"], True),
        (None, True),
        (["851:"], False),
        (["85"], False),
        (["852:child_protection"], False),
        ([], False),
    ],
)
def test_only_what_was_evaluated_recovers(run, problem, scope, recovers):
    """A run that did not look at a dataset says nothing about its problems; codes are compared whole."""
    run(1, problem())
    assert run(2, scope=scope) == (["recovered"] if recovers else [])


def test_each_channel_is_told_from_its_severity_on(run, rows, problem, make_postbox):
    """A channel for errors does not hear of warnings."""
    channels = {"all": make_postbox("all"), "errors": make_postbox("errors", "error")}
    run(1, problem(severity=Severity.WARNING), channels=channels)
    assert [row["channel"] for row in rows(alert_message)] == ["all"]


def test_who_was_told_of_the_opening_is_told_of_the_recovery(run, rows, problem, make_postbox):
    """Although the severity has fallen below what the channel takes, it learns that the problem is over."""
    channels = {"errors": make_postbox("errors", "error"), "critical": make_postbox("critical", "critical")}
    run(1, problem(severity=Severity.ERROR), channels=channels)
    run(2, problem(severity=Severity.WARNING), channels=channels)
    run(3, channels=channels)
    assert [(row["channel"], row["event"]) for row in rows(alert_message)] == [
        ("errors", "opened"),
        ("errors", "recovered"),
    ]


def test_a_decision_goes_with_its_transaction(engine, rows, problem, postbox, night):
    """If the run's transaction is rolled back, neither alert nor message remains."""
    with engine.connect() as connection, connection.begin() as transaction:
        decide(connection, [problem()], scope=None, now=night(1), channels={"postbox": postbox})
        transaction.rollback()
    assert rows(alert) == rows(alert_message) == []


def test_two_problems_with_one_key_are_our_mistake(run, problem):
    """Which of the two counts should hold is for the caller to say."""
    with pytest.raises(ValueError, match="same key"):
        run(1, problem(count=1), problem(count=2))


def test_open_alerts_come_worst_first(engine, run, problem):
    """The status page begins with what matters most."""
    run(1, problem(key="852:a:1", severity=Severity.WARNING), problem(key="852:b:1", severity=Severity.CRITICAL))
    with engine.connect() as connection:
        assert [row["problem_key"] for row in open_alerts(connection)] == ["852:b:1", "852:a:1"]
