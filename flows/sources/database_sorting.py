"""Lines in order, however many there are: sorted in pieces on disk, then merged."""

import heapq
import pickle
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Self

LINES_IN_MEMORY = 500_000
_LINES_AT_ONCE = 2_000


class Sorter:
    """
    Takes lines and gives them back in the order of their text.

    Pieces lie in files without a name in the folder, on whose disk the lines are to be written anyway.
    """

    def __init__(self, folder: Path, *, in_memory: int = LINES_IN_MEMORY) -> None:
        self._folder = folder
        self._in_memory = in_memory
        self._held: list[str] = []
        self._pieces: list[IO[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for piece in self._pieces:
            piece.close()

    def add(self, lines: list[str]) -> None:
        """Take lines; those taken so far go to disk when they are many."""
        self._held += lines
        if len(self._held) >= self._in_memory:
            self._pieces.append(self._piece())
            self._held = []

    def lines(self) -> Iterator[str]:
        """Return all lines in order."""
        self._held.sort()
        if not self._pieces:
            return iter(self._held)
        return heapq.merge(*map(_read, self._pieces), self._held)

    def _piece(self) -> IO[bytes]:
        piece = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - closed with the sorter
        self._held.sort()
        for start in range(0, len(self._held), _LINES_AT_ONCE):
            pickle.dump(self._held[start : start + _LINES_AT_ONCE], piece)
        return piece


def _read(piece: IO[bytes]) -> Iterator[str]:
    piece.seek(0)
    while True:
        try:
            yield from pickle.load(piece)
        except EOFError:
            return
