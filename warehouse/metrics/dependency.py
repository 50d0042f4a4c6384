"""Which metrics are worked out from which: what withholds one withholds those that stand on it, and no others."""

from collections.abc import Collection, Iterable, Iterator

from warehouse.metrics.definition import AnyPoint, Definition, Derived, Share


def standing_on(codes: Collection[str], definitions: Iterable[Definition]) -> list[str]:
    """Return the codes of the metrics that are one of those given or worked out from one, in the order given."""
    return [each.code for each in definitions if any(behind.code in codes for behind in _made_of(each))]


def _made_of(definition: Definition) -> Iterator[Definition]:
    """Yield a metric and those that it is worked out from."""
    yield definition
    if isinstance(definition, Derived):
        yield from _made_of(definition.of)
    if isinstance(definition, Share):
        yield from _made_of(definition.part)
    if isinstance(definition, AnyPoint):
        yield from _made_of(definition.ended)
