"""How the code lists write down the many wordings of one code."""


def wordings(text: str) -> tuple[str, ...]:
    """Split wordings that are written one after the other with bars between them."""
    return tuple(" ".join(wording.split()) for wording in text.split("|"))
