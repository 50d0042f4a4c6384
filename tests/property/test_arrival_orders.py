"""A few orders of the campaign (`make campaign-orders`), so that it never stops working unnoticed."""

from flows.sources.formats import FORMATS
from tests.campaigns.arrival_orders import campaign


def test_orders_of_arrival_give_one_store():
    """Overlapping deliveries and a correction of one format, in ten orders over steps and one from beginning to end."""
    outcome = campaign([FORMATS["workforce_census"]], count=10, in_full=1)
    assert (outcome.extracts, outcome.stores, outcome.live) == (3, 1, 1)
    assert outcome.steps > outcome.sections
