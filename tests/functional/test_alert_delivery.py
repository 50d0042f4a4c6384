"""Alerts all the way to a real mail server and a real webhook on the loopback address."""

import json
import logging
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from threading import Thread

import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from expectations.contract import Severity
from flows.alerts import Channel, Problem, decide, deliver, send_test
from tests.servers.receivers import Receiver
from warehouse.alerts import alert, alert_channel, alert_event, alert_message

FIRST_NIGHT = datetime(2025, 11, 21, 5, 30, tzinfo=UTC)
SIGNATURE = "hush-hush-signature"


@pytest.fixture
def engine(tmp_path):
    """A warehouse with nothing but the alert tables."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'warehouse.sqlite'}")
    alert.metadata.create_all(engine, tables=[alert, alert_event, alert_message, alert_channel])
    yield engine
    engine.dispose()


@pytest.fixture
def teams(tmp_path, monkeypatch, no_proxy):
    """A running web server that speaks TLS, as Teams does, with a certificate that this machine trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(hours=1))
        .not_valid_after(datetime.now(UTC) + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "loopback.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    receiver = Receiver()
    receiver.socket = context.wrap_socket(receiver.socket, server_side=True)
    Thread(target=receiver.serve_forever, daemon=True).start()
    yield receiver
    receiver.shutdown()
    receiver.server_close()


@pytest.fixture
def channels(mailbox, receiver, monkeypatch):
    """E-mail written into the settings, a webhook by reference."""
    monkeypatch.setenv("LODESTAR_ALERT_WEBHOOK", f"json://127.0.0.1:{receiver.server_port}/{SIGNATURE}")
    mail = f"mailto://127.0.0.1:{mailbox.port}?from=lodestar@council.example&to=data@council.example"
    return {"mail": Channel("mail", mail), "webhook": Channel("webhook", "env:LODESTAR_ALERT_WEBHOOK")}


def ended_too_early(count, severity=Severity.ERROR):
    return Problem(
        key="852:child_protection_plans:8925",
        severity=severity,
        title="child_protection_plans has quarantined rows, end <= start",
        what_happened="Rule 8925 failed: the child protection plan ends before it starts.",
        withheld=f"{count} rows, held in quarantine and in no figure.",
        state_now="Everything else is loaded.",
        what_to_do='Run "lodestar quarantine list child_protection_plans" and correct the rows.',
        count=count,
        authority_code="852",
    )


@pytest.fixture
def night(engine, channels):
    """Let a night pass: decide on its problems in one transaction, then deliver."""

    def pass_by(number, *problems):
        now = FIRST_NIGHT + timedelta(days=number)
        with engine.begin() as connection:
            decide(connection, problems, scope=["852:"], now=now, channels=channels)
        return deliver(engine, channels, now=now)

    return pass_by


def test_fail_stay_worsen_recover_is_three_messages_in_order(night, mailbox, receiver):
    """Five nights, three messages in each channel: opened, worse, recovered."""
    night(0, ended_too_early(3))
    night(1, ended_too_early(3))
    night(2, ended_too_early(30))
    night(3)
    night(4)
    title = "child_protection_plans has quarantined rows, end <= start"
    expected = [
        f"Lodestar 852: error: {title}",
        f"Lodestar 852: worse, error: {title}",
        f"Lodestar 852: recovered: {title}",
    ]
    assert [mail["Subject"] for mail in mailbox.mails] == expected
    assert [post["title"] for _, _, post in receiver.posts] == expected


def test_a_mail_stands_alone(night, mailbox):
    """Text and HTML both say what happened, how many, and what to do; nothing is attached or fetched."""
    night(0, ended_too_early(1234))
    (mail,) = mailbox.mails
    text, html = (mail.get_body([kind]).get_content() for kind in ("plain", "html"))
    for body in (text, html):
        assert "1,234" in body
        assert "lodestar quarantine list child_protection_plans" in body
        assert "Rule 8925 failed" in body
    assert not list(mail.iter_attachments())
    assert not any(sign in html for sign in ("<img", "http", "cid:"))


def test_a_mail_carries_the_message_id(night, mailbox, engine):
    """apprise gives every mail a Message-ID of its own; ours, which does not change, is a header beside it."""
    night(0, ended_too_early(1))
    with engine.connect() as connection:
        ids = connection.scalars(sa.select(alert_message.c.message_id).where(alert_message.c.channel == "mail")).all()
    (mail,) = mailbox.mails
    assert [mail["X-Lodestar-Message"]] == ids
    assert f"Message: {ids[0]}" in mail.get_body(["plain"]).get_content()
    assert len(mail.get_all("Message-ID")) == 1


def test_a_webhook_gets_counts_and_what_to_do(night, receiver):
    """The JSON of a webhook holds title, text and type, and no picture."""
    night(0, ended_too_early(3))
    ((path, headers, post),) = receiver.posts
    assert path == f"/{SIGNATURE}"
    assert "Count: 3" in post["message"]
    assert "What to do: Run" in post["message"]
    assert (post["type"], post["attachments"]) == ("failure", [])
    assert headers["X-Lodestar-Message"] in post["message"]


def test_a_mail_server_that_is_down_gets_the_message_later(night, mailbox, receiver):
    """The night goes on, the webhook is told at once, the mail is queued and sent the next night."""
    mailbox.stop()
    down = night(0, ended_too_early(3))
    assert (down.sent, down.failed, down.waiting, len(receiver.posts)) == (1, 1, 1, 1)
    mailbox.start()
    up = night(1, ended_too_early(3))
    assert (up.sent, up.failed, up.waiting, len(mailbox.mails), len(receiver.posts)) == (1, 0, 0, 1, 1)


def test_a_refusal_is_named_by_its_status(night, receiver, engine):
    """What a webhook answered is kept as a number, for whoever mends it."""
    receiver.status = 401
    night(0, ended_too_early(3))
    with engine.connect() as connection:
        row = connection.execute(sa.select(alert_message).where(alert_message.c.channel == "webhook")).mappings().one()
    assert (row["attempts"], row["last_error"], row["delivered_at"]) == (1, "HTTP 401", None)


def test_teams_gets_an_adaptive_card_without_pictures(teams, engine, tmp_path):
    """A workflow's own URL, kept in a file, leads to a card that fetches nothing."""
    secret = tmp_path / "teams.url"
    secret.write_text(
        f"https://127.0.0.1:{teams.server_port}/workflows/abc123/triggers/manual/paths/invoke"
        f"?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={SIGNATURE}\n"
    )
    channels = {"teams": Channel("teams", f"file:{secret}")}
    with engine.begin() as connection:
        decide(connection, [ended_too_early(3)], scope=None, now=FIRST_NIGHT, channels=channels)
    assert deliver(engine, channels, now=FIRST_NIGHT).sent == 1
    ((path, _, post),) = teams.posts
    assert f"sig={SIGNATURE}" in path
    card = post["attachments"][0]["content"]
    assert (card["type"], {block["type"] for block in card["body"]}) == ("AdaptiveCard", {"TextBlock"})
    assert "**Count:** 3" in card["body"][1]["text"]
    assert "**What to do:** Run" in card["body"][1]["text"]


def test_no_log_holds_a_url_or_an_address(night, teams, caplog, monkeypatch, mailbox, receiver):
    """Even with everything at debug level, and whether or not delivery works."""
    monkeypatch.setenv("TEAMS", f"workflows://127.0.0.1:{teams.server_port}/abc123/{SIGNATURE}")
    for name in ("", "apprise", "urllib3.connectionpool"):
        caplog.set_level(logging.DEBUG, logger=name)
    night(0, ended_too_early(3))
    assert send_test([Channel("teams", "env:TEAMS")])[0].delivered
    mailbox.stop()
    receiver.status = 500
    night(1, ended_too_early(30))
    assert "alert channel webhook did not take" in caplog.text
    # pytest records aiosmtpd's own log too; that is the mail server's, not ours.
    ours = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith(("mail.", "asyncio"))
    )
    assert not any(secret in ours for secret in (SIGNATURE, "council.example", "abc123", "127.0.0.1"))


def test_a_test_message_arrives(channels, mailbox, receiver):
    """`lodestar alerts test` reaches every channel and says that nothing is wrong."""
    results = send_test(channels.values())
    assert [(result.channel, result.delivered) for result in results] == [("mail", True), ("webhook", True)]
    assert mailbox.mails[0]["Subject"] == receiver.posts[0][2]["title"] == "Lodestar: test message"


def test_a_hundred_runs_of_one_failure_are_one_alert_and_its_reminders(night, mailbox, receiver):
    """Opened, a reminder after a day and then one every week; as e-mail and at the webhook."""
    for number in range(100):
        night(number, ended_too_early(3, Severity.CRITICAL))
    title = "child_protection_plans has quarantined rows, end <= start"
    opened, reminder = f"Lodestar 852: critical: {title}", f"Lodestar 852: still open, critical: {title}"
    assert [mail["Subject"] for mail in mailbox.mails] == [opened] + [reminder] * 15
    assert [post["title"] for _, _, post in receiver.posts] == [opened] + [reminder] * 15


def test_a_message_says_all_that_a_person_needs(night, mailbox):
    """Rule, count, change since the last run, what is withheld, what to do."""
    night(0, ended_too_early(3))
    night(1, ended_too_early(30))
    text = mailbox.mails[1].get_body(["plain"]).get_content().replace("\r\n", "\n").replace("=\n", "")
    for words in (
        "Rule 8925 failed",
        "Count: 30",
        "Change: 27 more than in the last run that found it, on 2025-11-21 05:30 UTC",
        "Withheld: 30 rows, held in quarantine and in no figure.",
        "What to do: Run",
        "Since last told: it was error with a count of 3",
    ):
        assert words in text


def test_a_mail_server_that_is_down_for_a_day(night, mailbox, receiver):
    """What happens meanwhile is queued and sent in order; the webhook is told once that mail is down, and is back."""
    mailbox.stop()
    night(0, ended_too_early(3))
    night(0.5, ended_too_early(30))
    night(1, ended_too_early(30))
    night(1.25, ended_too_early(30))
    mailbox.start()
    after = night(1.5)
    title = "child_protection_plans has quarantined rows, end <= start"
    states = ["error", "worse, error", "recovered"]
    assert [mail["Subject"] for mail in mailbox.mails] == [f"Lodestar 852: {state}: {title}" for state in states]
    assert [post["title"] for _, _, post in receiver.posts] == [
        f"Lodestar 852: error: {title}",
        f"Lodestar 852: worse, error: {title}",
        "Lodestar alerts: critical: channel mail is down",
        f"Lodestar 852: recovered: {title}",
        "Lodestar alerts: recovered: channel mail is down",
    ]
    assert after.waiting == 0


def test_a_digest_of_150_problems_fits_into_a_teams_card(teams, engine, monkeypatch):
    """Teams refuses a card of more than 28 KB; each problem has its line."""
    monkeypatch.setenv("TEAMS", f"workflows://127.0.0.1:{teams.server_port}/abc123/{SIGNATURE}")
    channels = {"teams": Channel("teams", "env:TEAMS")}
    problems = [
        replace(ended_too_early(3), key=f"{code}:run:failed", authority_code=str(code), title=f"{code}: the run failed")
        for code in range(800, 950)
    ]
    with engine.begin() as connection:
        decide(connection, problems, scope=None, now=FIRST_NIGHT, channels=channels)
    assert deliver(engine, channels, now=FIRST_NIGHT).sent == 1
    ((_, headers, post),) = teams.posts
    card = post["attachments"][0]["content"]["body"][1]["text"]
    assert all(f"{code}: the run failed" in card for code in range(800, 950))
    assert int(headers["Content-Length"]) < 28_000
    assert SIGNATURE not in json.dumps(post)
