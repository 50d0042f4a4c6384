"""What the settings say of alerts."""

from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest

from expectations.contract import Severity
from flows.alerts import REMINDERS, Owner
from flows.alerts.quiet import WEEKDAYS, QuietHours
from flows.initialising import initialise
from flows.settings import Settings, channels_of, load_settings, owners_of

LINES = """
[[alerts.channels]]
name = "mail"
url = "env:MAIL"
fallback = "teams"

[[alerts.channels]]
name = "teams"
url = "env:TEAMS"
quiet = [{ from = "19:00", to = 07:00:00 }, { from = "00:00", to = "00:00", weekdays = ["sat", "sun"] }]

[[alerts.owners]]
name = "Plans"
datasets = ["child_protection_*"]
authorities = ["852"]
severities = ["critical", "error"]
channels = ["mail"]

[alerts.reminders]
error = [2, 14]
"""


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Settings]:
    """Load the settings of a new project with some lines more."""

    def load(lines: str = "") -> Settings:
        names = {"code": "852", "name": "S", "inbox": "in", "warehouse": "sqlite:///w.db", "alert_url": ""}
        list(initialise(tmp_path, **names))
        file = tmp_path / "lodestar.toml"
        file.write_text(file.read_text() + lines)
        return load_settings(tmp_path)

    return load


def test_without_settings_alerts_go_to_the_log(load: Callable[..., Settings]):
    """A digest above five messages, reminders of what is critical, and nobody owns anything."""
    settings = load()
    channels = channels_of(settings)
    assert list(channels) == ["log"]
    assert (settings.alerts.digest_above, settings.alerts.reminders) == (5, REMINDERS)
    assert owners_of(settings, channels) == []


def test_channels_and_owners_are_as_written(load: Callable[..., Settings]):
    """The log hears of what the owners are told; reminders replace the usual ones."""
    settings = load(LINES)
    channels = channels_of(settings)
    assert channels["mail"].fallback == "teams"
    assert channels["teams"].quiet == (
        QuietHours(time(19), time(7), WEEKDAYS),
        QuietHours(time(0), time(0), ("sat", "sun")),
    )
    assert owners_of(settings, channels) == [
        Owner(
            name="Plans",
            datasets=("child_protection_*",),
            authorities=("852",),
            severities=(Severity.CRITICAL, Severity.ERROR),
            channels=frozenset({"mail", "log"}),
        )
    ]
    assert settings.alerts.reminders == {Severity.ERROR: (2, 14)}
