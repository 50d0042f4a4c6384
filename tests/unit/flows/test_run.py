"""What a run says of a failure, and what it keeps to itself."""

from pathlib import Path

from flows.run import described
from flows.sources.cin_census import read_header
from flows.sources.safety import check_zip


def failure(function, *arguments) -> Exception:
    try:
        function(*arguments)
    except Exception as error:
        return error
    raise AssertionError("it did not fail")


def test_words_of_others_are_not_repeated():
    """They may quote a record; the kind of the error cannot."""
    assert described(failure(int, "Mia")) == "ValueError."


def test_the_operating_system_names_the_file(tmp_path: Path):
    """What cannot be written is what a person has to look at."""
    missing = tmp_path / "a" / "b.csv"

    assert described(failure(missing.write_text, "")).endswith(f": {missing}: No such file or directory.")


def test_a_name_that_cannot_be_written_is_made_one_that_can(tmp_path: Path):
    """A line break or a byte that is no UTF-8 would break the log."""
    assert "a\N{REPLACEMENT CHARACTER}b" in described(failure((tmp_path / "none" / "a\nb").write_text, ""))


def test_the_place_is_ours_however_deep(tmp_path: Path):
    """The last line of Lodestar's own code, in a subpackage too."""
    assert " at cin_census.py:" in described(failure(read_header, tmp_path / "none.xml"))
    assert " at safety.py:" in described(failure(check_zip, None))
