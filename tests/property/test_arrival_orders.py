"""A few orders of the campaign (`make campaign-orders`), so that it never stops working unnoticed."""

import random

import pandas as pd

from flows.sources.formats import FORMATS
from tests.campaigns.arrival_orders import Store, campaign, deliveries, orders
from warehouse import conformed


def test_orders_of_arrival_give_one_store():
    """Overlapping deliveries and a correction of one format, in five orders over steps and one from end to end."""
    outcome = campaign([FORMATS["workforce_census"]], count=5, in_full=1)
    assert (outcome.extracts, outcome.stores, outcome.live) == (3, 1, 1)
    assert outcome.steps > outcome.sections


def test_an_order_that_matters_would_be_noticed(monkeypatch):
    """If whatever arrives last replaced what is held, the orders would come to different stores."""

    def all_new(connection, code, section, dataset, keys, *rest):
        return pd.Series("replaces", index=keys.index)

    monkeypatch.setattr(conformed, "_standing", all_new)
    arriving = list(deliveries(FORMATS["workforce_census"], seed=7))
    store = Store(arriving)
    found = {tuple(sorted(store.after(order).items())) for order in orders(arriving, 10, chance=random.Random(7))}
    assert len(found) > 1
