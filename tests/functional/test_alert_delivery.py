"""Alerts all the way to a real mail server and a real webhook on the loopback address."""

import json
import logging
import socket
import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from threading import Thread

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from expectations.contract import Severity
from flows.alerts import Channel, Problem, decide, deliver, send_test
from warehouse.alerts import alert, alert_channel, alert_event, alert_message

FIRST_NIGHT = datetime(2025, 11, 21, 5, 30, tzinfo=UTC)
SIGNATURE = "hush-hush-signature"


class Mailbox:
    """A mail server that keeps what it receives and can be stopped and started again on its port."""

    def __init__(self):
        self.mails = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.controller = None

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the name is aiosmtpd's
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self):
        if self.controller:
            self.controller.stop()
            self.controller = None


class Receiver(ThreadingHTTPServer):
    """A web server that keeps what is posted to it."""

    def __init__(self, status=202):
        super().__init__(("127.0.0.1", 0), Handler)
        self.posts = []
        self.status = status


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((self.path, dict(self.headers), json.loads(content)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_):
        """Keep the test output clean."""


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    """Loopback is never behind a proxy."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def engine(tmp_path):
    """A warehouse with nothing but the alert tables."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'warehouse.sqlite'}")
    alert.metadata.create_all(engine, tables=[alert, alert_event, alert_message, alert_channel])
    yield engine
    engine.dispose()


@pytest.fixture
def mailbox():
    """A running mail server."""
    mailbox = Mailbox()
    mailbox.start()
    yield mailbox
    mailbox.stop()


@pytest.fixture
def receiver():
    """A running web server."""
    receiver = Receiver()
    Thread(target=receiver.serve_forever, daemon=True).start()
    yield receiver
    receiver.shutdown()
    receiver.server_close()


@pytest.fixture
def teams(tmp_path, monkeypatch):
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
