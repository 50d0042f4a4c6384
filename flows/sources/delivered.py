"""The columns of a table as they were delivered: headers, and what kind of values stand below them, in counts."""

import re
from collections.abc import Iterator, Mapping, Sequence

from flows.sources.spreadsheets import Cells, column_letter
from transforms.drift import DeliveredColumn
from transforms.parsing import Wording
from transforms.profile import SAMPLE, Profile, profile

_LONGEST = 80  # characters of a header
_FEW = 0.05  # of the rows


def delivered_columns(
    headers: Sequence[str | None], used: Mapping[int, str], rows: Sequence[Cells], wording: Wording | None = None
) -> Iterator[DeliveredColumn]:
    """Yield each column with a header; `used` are the names that those which are used have in the reader's records."""
    sample = rows[:: max(1, len(rows) // SAMPLE)]
    for place, header in enumerate(headers):
        if header:
            held = profile([row[place] if place < len(row) else None for row in sample], wording)
            name = used.get(place, "")
            yield DeliveredColumn(_to_show(header, held, place, used=bool(name)), place, name, held)


def _to_show(header: str, held: Profile, place: int, *, used: bool) -> str:
    """
    Return a header, or its column's letter where it may be something else.

    What stands in a row of headers without values below it, or is long or full of figures, may be a remark about a
    person.
    """
    is_header = header.isprintable() and len(header) <= _LONGEST and not re.search(r"\d{3}|@|\d[/.]\d", header)
    return header if used or (is_header and held.filled > _FEW * held.rows) else f"column {column_letter(place)}"
