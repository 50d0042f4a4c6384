from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from expectations.contract import Severity
from flows.alerts import decide, deliver, waiting
from flows.alerts.quiet import QuietHours
from warehouse.alerts import alert_message


@pytest.fixture
def found(engine, postbox, night):
    """Decide on problems found in the first night."""

    def decide_on(*problems, number=1, channels=None):
        with engine.begin() as connection:
            decide(connection, problems, scope=["852"], now=night(number), channels=channels or {"postbox": postbox})

    return decide_on


@pytest.fixture
def sent(engine, postbox, night):
    """Deliver some time after the first night and return the subjects that the channel has by then."""

    def deliver_after(**later):
        deliver(engine, {"postbox": postbox}, now=night(1) + timedelta(**later))
        return [message.subject for message in postbox.messages]

    return deliver_after


def numbered(problem, count):
    return [problem(key=f"852:referrals:{number:03}", title=f"rule {number:03}") for number in range(count)]


def test_messages_are_sent_in_order(found, sent, problem):
    """What was decided first is sent first."""
    found(*numbered(problem, 3))
    assert [subject[-3:] for subject in sent()] == ["000", "001", "002"]


def test_a_message_is_sent_once(found, sent, problem):
    """A second delivery finds nothing to do."""
    found(problem())
    sent()
    assert len(sent(hours=1)) == 1


def test_what_a_channel_did_not_take_is_sent_later(engine, found, sent, problem, postbox, night):
    """The channel is down for a night: the message is queued, and sent when it is back."""
    found(problem())
    postbox.down = True
    result = deliver(engine, {"postbox": postbox}, now=night(1))
    assert (result.sent, result.failed, result.waiting) == (0, 1, 1)
    postbox.down = False
    assert len(sent(minutes=1)) == 1


def test_a_failure_is_counted_by_kind(engine, found, sent, problem, postbox):
    """The queue says how often and with what kind of error sending failed."""
    found(problem())
    postbox.down = True
    sent()
    sent(hours=1)
    with engine.connect() as connection:
        row = connection.execute(sa.select(alert_message)).mappings().one()
    assert (row["attempts"], row["last_error"], row["claimed_at"]) == (2, "no connection", None)


def test_the_text_of_an_error_is_not_kept(engine, found, sent, problem, postbox, monkeypatch, caplog):
    """The text of a library's error may hold an address or a password; its type is enough."""

    def refuse(message):
        raise OSError("smtp://user:secret@host")

    monkeypatch.setattr(postbox, "send", refuse)
    found(problem())
    sent()
    with engine.connect() as connection:
        assert connection.scalar(sa.select(alert_message.c.last_error)) == "OSError"
    assert "secret" not in caplog.text


def test_one_channel_down_does_not_silence_another(engine, found, problem, make_postbox, night):
    """Each channel has a queue of its own."""
    channels = {"mail": make_postbox("mail"), "teams": make_postbox("teams")}
    channels["mail"].down = True
    found(problem(), channels=channels)
    result = deliver(engine, channels, now=night(1))
    assert (result.sent, result.failed, len(channels["teams"].messages)) == (1, 1, 1)


def test_a_channel_that_is_down_is_not_tried_for_every_message(found, sent, problem, postbox):
    """After two failures in a row the run does not wait for three more timeouts."""
    found(*numbered(problem, 5))
    postbox.down = True
    sent()
    assert postbox.tried == 2


def test_one_message_that_is_refused_does_not_stop_the_others(found, sent, problem, postbox, monkeypatch):
    """A message that a channel always refuses holds up its own problem only."""
    take = postbox.send
    monkeypatch.setattr(postbox, "send", lambda m: 1 / 0 if m.subject.endswith("000") else take(m))
    found(*numbered(problem, 3))
    assert [subject[-3:] for subject in sent()] == ["001", "002"]


def test_a_recovery_never_overtakes_its_opening(found, sent, problem, postbox, monkeypatch):
    """While the opening cannot be sent, the recovery waits behind it."""
    take = postbox.send
    monkeypatch.setattr(postbox, "send", lambda m: 1 / 0 if m.event == "opened" else take(m))
    found(problem())
    found(number=2)
    assert sent(days=2) == []


def test_five_messages_are_five(found, sent, problem):
    """Up to five, each problem has a message of its own."""
    found(*numbered(problem, 5))
    assert len(sent()) == 5


def test_six_messages_are_one_digest(found, sent, problem, postbox):
    """More than five for a channel come as one, a line for each with its state, and all count as sent."""
    found(*numbered(problem, 6))
    assert sent() == ["Lodestar: 6 alerts: 6 error"]
    assert "6 problems: 6 open" in postbox.messages[0].body
    assert "\n- open, error: rule 000 (10, new; 852:referrals:000)\n- open, error: rule 001" in postbox.messages[0].body
    assert len(sent(hours=1)) == 1


def test_what_is_critical_comes_first_and_by_itself(found, sent, problem):
    """A few critical problems are not buried in the digest of the others."""
    found(*numbered(problem, 11), problem(key="852:plans:1", title="plans stopped", severity=Severity.CRITICAL))
    assert sent() == ["Lodestar 852: critical: plans stopped", "Lodestar: 11 alerts: 11 error"]


def test_many_critical_problems_are_a_digest_of_their_own(found, sent, problem):
    """Six critical messages at once would be read by nobody; they still come first."""
    critical = [problem(key=f"852:plans:{n}", title=f"plan {n}", severity=Severity.CRITICAL) for n in range(6)]
    found(*numbered(problem, 3), *critical)
    assert sent()[0] == "Lodestar: 6 alerts: 6 critical"
    assert len(sent()) == 4


def test_a_problem_has_one_line_in_a_digest_with_its_newest_state(found, sent, problem, postbox):
    """What opened and was over before anybody was told is one line, and the recovered come last."""
    postbox.down = True
    found(*numbered(problem, 7))
    found(*numbered(problem, 6), number=2)
    postbox.down = False
    sent(days=2)
    body = postbox.messages[0].body
    assert "7 problems: 6 open, 1 recovered" in body
    assert body.count("\n- ") == 7
    assert "\n- open, error: rule 005 (10, new; 852:referrals:005)\n- recovered, error: rule 006 (10; " in body


def test_a_digest_says_how_each_count_changed(found, sent, problem, postbox):
    """Since the last run, in a word or two."""
    found(*numbered(problem, 3))
    sent()
    worse = [problem(key=f"852:referrals:{n:03}", title=f"rule {n:03}", count=1200) for n in range(3)]
    found(*worse, *(problem(key=f"852:new:{n}", title=f"new {n}") for n in range(3)), number=2)
    sent(days=1)
    body = postbox.messages[-1].body
    assert "\n- worse, error: rule 000 (1,200, 1,190 more; 852:referrals:000)\n" in body
    assert "\n- open, error: new 0 (10, new; 852:new:0)\n" in body


def test_a_digest_of_150_problems_names_each(found, sent, problem, postbox):
    """A line each, and together small enough for a Teams card of 28 KB."""
    found(*numbered(problem, 150))
    sent()
    assert postbox.messages[0].body.count("\n- ") == 150
    assert len(postbox.messages[0].body) < 20_000


def test_a_digest_has_an_end(found, sent, problem, postbox):
    """A thousand problems still fit: as many as there is room for, and how many more."""
    found(*numbered(problem, 1000))
    sent()
    assert len(postbox.messages[0].body) < 20_000
    listed = postbox.messages[0].body.count("\n- open")
    assert f"and {1000 - listed} more" in postbox.messages[0].body


def test_a_digest_stays_what_it_was_when_more_joins_the_queue(found, sent, problem, postbox, monkeypatch):
    """It may have arrived though the answer did not: sent again it is the same, and what is new comes beside it."""
    take = postbox.send
    monkeypatch.setattr(postbox, "send", lambda message: (take(message), 1 / 0))
    found(*numbered(problem, 11))
    sent()
    monkeypatch.setattr(postbox, "send", take)
    found(*numbered(problem, 10), problem(key="852:plans:1", severity=Severity.CRITICAL), number=2)
    sent(days=2)
    first, critical, second, recovered = postbox.messages
    assert first == second
    assert (critical.problem_key, recovered.event) == ("852:plans:1", "recovered")


def test_a_message_that_was_tried_does_not_join_a_digest(found, sent, problem, postbox, monkeypatch):
    """For the same reason: under the id of a digest nobody would know it for the one that came before."""
    take = postbox.send
    monkeypatch.setattr(postbox, "send", lambda message: (take(message), 1 / 0))
    found(problem())
    sent()
    monkeypatch.setattr(postbox, "send", take)
    found(problem(), *numbered(problem, 6), number=2)
    sent(days=2)
    assert postbox.messages[0] == postbox.messages[1]
    assert postbox.messages[2].event == "digest"


def test_a_digest_of_which_one_problem_became_critical_stays_whole(found, sent, problem, postbox):
    """The digest goes with the critical message behind it, and holds what it held."""
    postbox.down = True
    found(*numbered(problem, 6))
    sent()
    worse = problem(key="852:referrals:000", title="rule 000", severity=Severity.CRITICAL)
    found(worse, *numbered(problem, 6)[1:], number=2)
    postbox.down = False
    sent(days=1)
    assert [(message.event, message.count) for message in postbox.messages] == [("digest", 6), ("worse", 10)]


def test_a_digest_tried_again_is_the_same_digest(found, sent, problem, postbox, monkeypatch):
    """A digest of the same problems has the same message id, so that a second copy can be recognised."""
    take = postbox.send
    monkeypatch.setattr(postbox, "send", lambda message: (take(message), 1 / 0))
    found(*numbered(problem, 11))
    sent()
    monkeypatch.setattr(postbox, "send", take)
    sent(hours=1)
    first, second = postbox.messages
    assert first == second


def test_a_crash_before_delivery_loses_nothing(engine, found, problem, make_postbox, night):
    """A process that ends between deciding and sending leaves the message to the next one."""
    found(problem())
    engine.dispose()
    another = {"postbox": make_postbox()}
    assert deliver(engine, another, now=night(1)).sent == 1


def test_a_crash_while_sending_repeats_the_message_under_the_same_id(found, sent, problem, postbox, monkeypatch):
    """Nobody knows whether the message went out; so it is sent again, recognisable as the same."""
    take = postbox.send

    def die(message):
        take(message)
        raise KeyboardInterrupt

    monkeypatch.setattr(postbox, "send", die)
    found(problem())
    with pytest.raises(KeyboardInterrupt):
        sent()
    monkeypatch.setattr(postbox, "send", take)
    sent(minutes=11)
    first, second = postbox.messages
    assert first == second


def test_two_processes_do_not_send_the_same_message(engine, found, problem, postbox, make_postbox, night, monkeypatch):
    """While one process is sending, another leaves the message alone."""
    found(problem())
    other = make_postbox()
    take = postbox.send

    def send_while_another_process_delivers(message):
        deliver(engine, {"postbox": other}, now=night(1) + timedelta(seconds=5))
        take(message)

    monkeypatch.setattr(postbox, "send", send_while_another_process_delivers)
    deliver(engine, {"postbox": postbox}, now=night(1))
    assert (len(postbox.messages), len(other.messages)) == (1, 0)


def test_a_channel_that_left_the_settings_is_named(engine, found, problem, night, caplog):
    """Messages for a channel that no longer exists are not lost in silence."""
    found(problem())
    assert deliver(engine, {}, now=night(1)).waiting == 1
    assert "1 alert messages wait for channel postbox" in caplog.text


def test_the_queue_can_be_counted(engine, found, problem):
    """The status page shows how many messages wait, by channel."""
    found(*numbered(problem, 3))
    with engine.connect() as connection:
        assert waiting(connection) == {"postbox": 3}


# --- Quiet hours


@pytest.fixture
def at_night(engine, make_postbox, found, night):
    """A channel that is quiet from 19:00 to 07:00, and a way to deliver to it some hours after a run at 05:30."""
    channel = make_postbox("quiet", quiet=(QuietHours(time(19), time(7)),))

    def deliver_after(*problems, number=1, **later):
        if problems:
            found(*problems, number=number, channels={"quiet": channel})
        deliver(engine, {"quiet": channel}, now=night(number) + timedelta(**later))
        return [message.subject for message in channel.messages]

    return deliver_after


def test_what_is_not_critical_waits_for_the_morning(at_night, problem):
    """Held at 05:30, sent by the first delivery after 07:00."""
    assert at_night(problem()) == []
    assert len(at_night(hours=1)) == 0
    assert len(at_night(hours=2)) == 1


def test_what_is_critical_does_not_wait(at_night, problem):
    """Quiet hours are for what can wait."""
    assert len(at_night(problem(severity=Severity.CRITICAL), problem(key="852:a:1"))) == 1


def test_a_problem_that_becomes_critical_at_night_is_told_whole_and_in_order(at_night, problem):
    """Its opening was held; it goes before the worse news and not after it."""
    assert at_night(problem()) == []
    assert [subject.split(": ")[1] for subject in at_night(problem(severity=Severity.CRITICAL), number=1.05)] == [
        "error",
        "worse, critical",
    ]


def test_a_night_of_many_is_a_digest_in_the_morning(at_night, problem):
    """One message, when people come in."""
    assert at_night(*numbered(problem, 8)) == []
    assert at_night(hours=2) == ["Lodestar: 8 alerts: 8 error"]


def test_a_run_that_is_always_in_quiet_hours_tells_a_night_late(at_night, problem):
    """Where nothing sends in the day, the next run does: held for good is lost."""
    at_night(problem())
    assert len(at_night(hours=24)) == 1
