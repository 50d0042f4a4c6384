"""How the code lists write down the many wordings of one code."""

import tomllib
from functools import cache
from pathlib import Path

_MET = Path(__file__).parent / "met"


def wordings(text: str) -> tuple[str, ...]:
    """Split wordings that are written one after the other with bars between them."""
    return tuple(" ".join(wording.split()) for wording in text.split("|"))


@cache
def met(code_set: str) -> dict[str, tuple[str, ...]]:
    """
    Return, by code, the texts that systems have been seen to write and that no rule reads (met/CodeSet.toml).

    They stand for the code as a whole and never as part of a longer text: `Nurse` says little about `School nurse`.
    """
    file = _MET / f"{code_set}.toml"
    if not file.exists():
        return {}
    return {code: tuple(texts) for code, texts in tomllib.loads(file.read_text(encoding="utf-8")).items()}
