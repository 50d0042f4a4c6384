"""Which metrics are worked out from which: what withholds one withholds those that stand on it, and no others."""

from collections.abc import Collection, Hashable, Iterable, Iterator

from warehouse.metrics.definition import AnyPoint, Count, Definition, Derived, Share, Stock


def standing_on(codes: Collection[str], definitions: Iterable[Definition]) -> list[str]:
    """Return the codes of the metrics that are one of those given or worked out from one, in the order given."""
    return [each.code for each in definitions if any(behind.code in codes for behind in made_of(each))]


def flows_of(definitions: Iterable[Definition]) -> dict[str, tuple[str, str]]:
    """
    Return, for each stock, the counts of what entered and what left it, where both are metrics of the same rows.

    Episodes of need are none: DfE leaves those found to be no need out of what started and ended, and by the year's
    end out of the stock.
    """
    counted: dict[Hashable, str] = {
        (each.fact, each.period.key, tuple(map(str, each.conditions))): each.code
        for each in definitions
        if type(each) is Count
    }
    flows = {}
    for stock in definitions:
        if type(stock) is Stock:
            rows = tuple(map(str, stock.conditions))
            both = [counted.get((stock.fact, day.key, rows)) for day in (stock.enters, stock.leaves)]
            if None not in both:
                flows[stock.code] = tuple(both)
    return flows


def made_of(definition: Definition) -> Iterator[Definition]:
    """Yield a metric and those that it is worked out from."""
    yield definition
    if isinstance(definition, AnyPoint):
        yield from made_of(definition.ended)
    if isinstance(definition, Share):
        yield from made_of(definition.part)
    if isinstance(definition, Derived):
        yield from made_of(definition.of)
