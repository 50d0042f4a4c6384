"""Measures that follow from published counts."""

from expectations.published.derivation import derived_figures

BANDS = """
    c4.Duration_0-10_days  E06000901 2024 {first}
    c4.Duration_11-15_days E06000901 2024 {second}
    c4.ICPC                E06000901 2024 {total}
"""


def derived(figures, **cells):
    made = derived_figures(figures(BANDS.format(**cells)))
    return dict(zip(made["measure"], made["shown"], strict=True))


def test_conferences_within_15_days_are_the_first_two_bands(figures):
    """Of all conferences, not of those in a band: 25 of 40 are 62.5%."""
    assert derived(figures, first=10, second=15, total=40) == {
        "c4.Within_15_days": "25",
        "c4.Within_15_days_percent": "62.5",
    }


def test_a_sum_with_a_suppressed_part_is_suppressed(figures):
    """What cannot be known is not guessed."""
    assert derived(figures, first="c", second=15, total=40) == {
        "c4.Within_15_days": "c",
        "c4.Within_15_days_percent": "c",
    }


def test_a_share_of_nothing_does_not_apply(figures):
    """No conference, no percentage."""
    assert derived(figures, first=0, second=0, total=0)["c4.Within_15_days_percent"] == "z"
