import pytest


def test_a_key_is_made_of_codes(problem):
    """A key that does not look like codes is refused, without repeating it: it may be somebody's name."""
    with pytest.raises(ValueError, match="made of codes") as refusal:
        problem(key="852:Asha Invented")
    assert "Asha" not in str(refusal.value)


def test_a_title_is_one_line(problem):
    """A title becomes a subject line, so a line break in it is refused."""
    with pytest.raises(ValueError, match="one line"):
        problem(title="two\nlines")


def test_a_count_is_never_negative(problem):
    """Counts are of rows, files or figures."""
    with pytest.raises(ValueError, match="never negative"):
        problem(count=-1)


def test_a_problem_answers_four_questions(problem):
    """What happened, what is withheld, what state are we in, what is to be done: in this order."""
    headings = list(problem().sections())
    assert [h for h in headings if h in {"What happened", "Withheld", "State now", "What to do"}] == [
        "What happened",
        "Withheld",
        "State now",
        "What to do",
    ]
