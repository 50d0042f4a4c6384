"""Which channels are told of which problem."""

import pytest

from expectations.contract import Severity
from flows.alerts import Owner
from flows.alerts.routing import route

PLANS = Owner(name="Plans", datasets=("child_protection_*",), channels=frozenset({"mail"}))
DUTY = Owner(name="Duty", severities=(Severity.CRITICAL,), channels=frozenset({"phone"}))
DEVON = Owner(authorities=("878",), channels=frozenset({"devon"}))


@pytest.fixture
def told(problem, make_postbox):
    """Return which channels are told of a problem, and who owns it."""
    channels = {name: make_postbox(name) for name in ("mail", "phone", "devon")}
    channels["pager"] = make_postbox("pager", "critical")
    return lambda owners=(PLANS, DUTY, DEVON), **parts: route(problem(**parts), channels, owners)


def test_without_owners_every_channel_is_told(told):
    """From its severity on."""
    assert told(owners=()) == (["mail", "phone", "devon"], None)
    assert told(owners=(), severity=Severity.CRITICAL) == (["mail", "phone", "devon", "pager"], None)


@pytest.mark.parametrize(
    ("parts", "channels", "who"),
    [
        ({"dataset": "child_protection_plans"}, ["mail"], "Plans"),
        ({"dataset": "child_protection_plans", "severity": Severity.CRITICAL}, ["mail", "phone"], "Plans, Duty"),
        ({"dataset": "referrals", "authority_code": "878"}, ["devon"], None),
        ({"dataset": "referrals"}, ["mail", "phone", "devon"], None),
        ({"dataset": ""}, ["mail", "phone", "devon"], None),
    ],
)
def test_a_problem_goes_to_its_owners(told, parts, channels, who):
    """To all of them; one that is nobody's goes to all channels, as where there are no owners."""
    assert told(**parts) == (channels, who)


def test_what_an_owner_names_must_all_fit(told):
    """A dataset of another authority is not theirs."""
    both = Owner(datasets=("referrals",), authorities=("878",), channels=frozenset({"devon"}))
    assert told(owners=(both,), dataset="referrals", authority_code="878")[0] == ["devon"]
    assert told(owners=(both,), dataset="referrals", authority_code="852")[0] == ["mail", "phone", "devon"]
