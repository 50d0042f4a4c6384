from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from expectations.contract import Severity
from flows.alerts import Problem
from flows.alerts.channels import LOG_REFERENCE, Channel, ChannelError
from warehouse.alerts import alert, alert_channel, alert_event, alert_message


class Postbox:
    """A channel that keeps what it is sent, and refuses while it is down."""

    def __init__(self, name="postbox", minimum="note", quiet=(), fallback=""):
        self.name, self.fallback, self.is_log = name, fallback, name == "log"
        channel = Channel(name, LOG_REFERENCE, Severity(minimum), quiet)
        self.takes, self.holds = channel.takes, channel.holds
        self.messages = []
        self.tried = 0
        self.down = False

    def send(self, message):
        self.tried += 1
        if self.down:
            raise ChannelError("no connection")
        self.messages.append(message)


@pytest.fixture
def engine(tmp_path):
    """A warehouse with nothing but the alert tables."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'warehouse.sqlite'}")
    alert.metadata.create_all(engine, tables=[alert, alert_event, alert_message, alert_channel])
    yield engine
    engine.dispose()


@pytest.fixture
def postbox():
    """A channel that takes everything."""
    return Postbox()


@pytest.fixture
def make_postbox():
    """Make a channel with a name and a lowest severity."""
    return Postbox


@pytest.fixture
def problem():
    """Make a problem of authority 852, with everything but the named parts as usual."""

    def make(**parts):
        usual = {
            "key": "852:child_protection_plans:8925",
            "severity": Severity.ERROR,
            "title": "child_protection_plans has quarantined rows",
            "what_happened": "Rule 8925 failed: the child protection plan ends before it starts.",
            "withheld": "These rows: they are in no figure.",
            "state_now": "The other rows were loaded.",
            "what_to_do": 'Run "lodestar quarantine list child_protection_plans" and correct the rows.',
            "count": 10,
            "authority_code": "852",
        }
        return Problem(**usual | parts)

    return make


@pytest.fixture
def night():
    """Return the time of the run of the first, second, ... night."""
    return lambda number: datetime(2025, 11, 20, 5, 30, tzinfo=UTC) + timedelta(days=number)
