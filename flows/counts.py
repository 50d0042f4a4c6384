"""Counts as people write them."""


def number(value: float) -> str:
    """Return a count with its thousands separated."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun: 1 row, 2,340 rows."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"
