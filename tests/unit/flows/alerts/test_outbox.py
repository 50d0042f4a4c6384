from datetime import timedelta

import pytest
import sqlalchemy as sa

from expectations.contract import Severity
from flows.alerts import decide, deliver, waiting
from warehouse.alerts import alert_outbox


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
        row = connection.execute(sa.select(alert_outbox)).mappings().one()
    assert (row["attempts"], row["last_error"], row["claimed_at"]) == (2, "no connection", None)


def test_the_text_of_an_error_is_not_kept(engine, found, sent, problem, postbox, monkeypatch, caplog):
    """The text of a library's error may hold an address or a password; its type is enough."""

    def refuse(message):
        raise OSError("smtp://user:secret@host")

    monkeypatch.setattr(postbox, "send", refuse)
    found(problem())
    sent()
    with engine.connect() as connection:
        assert connection.scalar(sa.select(alert_outbox.c.last_error)) == "OSError"
    assert "secret" not in caplog.text


def test_one_channel_down_does_not_silence_another(engine, found, problem, make_postbox, night):
    """Each channel has a queue of its own."""
    channels = {"mail": make_postbox("mail"), "teams": make_postbox("teams")}
    channels["mail"].down = True
    found(problem(), channels=channels)
    result = deliver(engine, channels, now=night(1))
    assert (result.sent, result.failed, len(channels["teams"].messages)) == (1, 1, 1)


def test_a_channel_that_is_down_is_not_tried_for_every_message(found, sent, problem, postbox):
    """After two failures in a row the run does not wait for eight more timeouts."""
    found(*numbered(problem, 10))
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


def test_ten_messages_are_ten(found, sent, problem):
    """Up to ten, each problem has a message of its own."""
    found(*numbered(problem, 10))
    assert len(sent()) == 10


def test_eleven_messages_are_one_digest(found, sent, problem, postbox):
    """More than ten waiting for a channel come as one, worst first, and all count as sent."""
    found(*numbered(problem, 11), problem(key="852:plans:1", title="plans stopped", severity=Severity.CRITICAL))
    assert sent() == ["Lodestar: 12 alerts: 1 critical, 11 error"]
    lines = "- 852: critical: plans stopped (10; 852:plans:1)\n- 852: error: rule 000 (10; 852:referrals:000)\n"
    assert lines in postbox.messages[0].body
    assert len(sent(hours=1)) == 1


def test_a_digest_has_an_end(found, sent, problem, postbox):
    """A hundred and fifty problems fit into a Teams card: the first twenty, and how many more."""
    found(*numbered(problem, 150))
    sent()
    assert postbox.messages[0].body.count("\n- ") == 21
    assert "and 130 more" in postbox.messages[0].body


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
