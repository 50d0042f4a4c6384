"""Tell people of a problem once, when it worsens, when it is still there, and when it is over."""

from flows.alerts.channels import LOG_CHANNEL, Channel, ChannelError, TestResult, configured, send_test
from flows.alerts.decision import Event, decide, open_alerts
from flows.alerts.life import REMINDERS, Life, NotOpen, acknowledge, lives, snooze
from flows.alerts.message import Message
from flows.alerts.outbox import DIGEST_ABOVE, Delivery, deliver, waiting
from flows.alerts.problem import Problem
from flows.alerts.routing import Owner

__all__ = [
    "DIGEST_ABOVE",
    "LOG_CHANNEL",
    "REMINDERS",
    "Channel",
    "ChannelError",
    "Delivery",
    "Event",
    "Life",
    "Message",
    "NotOpen",
    "Owner",
    "Problem",
    "TestResult",
    "acknowledge",
    "configured",
    "decide",
    "deliver",
    "lives",
    "open_alerts",
    "send_test",
    "snooze",
    "waiting",
]
