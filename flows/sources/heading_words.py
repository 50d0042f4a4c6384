"""The words that headers are made of: of those that we know, and everyday ones that no person is called by."""

from functools import cache

from flows.sources.headers import plain
from flows.sources.mappings.known_names import known_names

EVERYDAY = """
    a address age agency all allocated answer area at band by category case census centre closed closure code comment
    completed contact count created current date day department desc description detail district dt dttm due duration
    email end ended episode event family file first flag form format from full gp group id in key language last latest
    legal level list locality location lookup main manager modified month name nationality next nhs no note number of
    on open opened organisation other outcome owner period person phone place plan postcode primary priority process
    quarter question rag reason record ref reference region religion report responsible result review risk row school
    secondary section service special stage start started state status step sub subject system team text time title to
    total type uid unit update updated user value version visit ward week workflow year yn
"""


@cache
def heading_words() -> frozenset[str]:
    """Return every word that stands in a header that we know, and the everyday ones."""
    known = {header for columns in known_names().values() for headers in columns.values() for header in headers}
    return frozenset(EVERYDAY.split()).union(word for header in known for word in plain(header).split())


def is_a_header(text: str) -> bool:
    """
    Tell whether a text in a row of headers is made of the words that headers are made of, in singular or plural.

    What stands there beside the table may be a remark about a person: of what is not used and has another word in it,
    the column's letter is kept and shown.
    """
    words = plain(text).split()
    known = heading_words()
    return bool(words) and text.isprintable() and all(known & {word, word.removesuffix("s")} for word in words)
