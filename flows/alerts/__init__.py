"""Tell people of a problem once, when it worsens, and when it is over."""

from flows.alerts.channels import LOG_CHANNEL, Channel, ChannelError, TestResult, configured, send_test
from flows.alerts.decision import Event, decide, open_alerts
from flows.alerts.message import Message
from flows.alerts.outbox import Delivery, deliver, waiting
from flows.alerts.problem import Problem

__all__ = [
    "LOG_CHANNEL",
    "Channel",
    "ChannelError",
    "Delivery",
    "Event",
    "Message",
    "Problem",
    "TestResult",
    "configured",
    "decide",
    "deliver",
    "open_alerts",
    "send_test",
    "waiting",
]
