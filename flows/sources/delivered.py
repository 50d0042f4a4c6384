"""The columns of a table as they were delivered: headers, and what kind of values stand below them, in counts."""

from collections.abc import Iterator, Mapping, Sequence

from flows.sources.heading_words import is_a_header
from flows.sources.regular_text import Columns
from flows.sources.spreadsheets import Cells, column_letter
from transforms.drift import DeliveredColumn
from transforms.parsing import Wording
from transforms.profile import profile, sampled_every


def delivered_columns(
    headers: Sequence[str | None], used: Mapping[int, str], rows: Sequence[Cells], wording: Wording | None = None
) -> Iterator[DeliveredColumn]:
    """Yield each column with a header; `used` are the names that those which are used have in the reader's records."""
    sample = rows[:: sampled_every(len(rows))]
    columns = sample.columns if isinstance(sample, Columns) else None
    for place, header in enumerate(headers):
        if header:
            texts = (
                columns[place].to_numpy(zero_copy_only=False).tolist()
                if columns is not None
                else [row[place] if place < len(row) else None for row in sample]
            )
            held = profile(texts, wording)
            is_header = place in used or is_a_header(header)
            shown = header if is_header else f"column {column_letter(place)}"
            yield DeliveredColumn(header, place, used.get(place, ""), held, shown=shown)
