"""
Where published counts contradict each other, the sum that shows it.

Every relation here holds for any records of children that the definitions allow: a total and its parts, children and
their events, what began and what was there when the year began. One that published counts alone do not keep proves
that no history can come to all of them; whatever was suppressed may be any number from nothing up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import numpy as np

from flows.sample.calibrated.amounts import DURATIONS, MONTHS, NEEDS, REASONS, SOURCES
from flows.sample.calibrated.assessments import BANDS as ASSESSMENT_BANDS
from flows.sample.calibrated.assessments import PERCENTILES as ASSESSMENT_PERCENTILES
from flows.sample.calibrated.conference_counts import BANDS as CONFERENCE_BANDS
from flows.sample.calibrated.conference_counts import PERCENTILES as CONFERENCE_PERCENTILES
from flows.sample.calibrated.durations import QUARTILES
from flows.sample.calibrated.factors import CODES as FACTORS
from flows.sample.calibrated.plan_counts import BANDS as PLAN_BANDS
from flows.sample.calibrated.plan_details import CATEGORIES
from flows.sample.calibrated.targets import YearTargets
from transforms.facts.assessment import LIMIT as ASSESSMENT_LIMIT

NOT_REACHED = "not reached: no contradiction of published figures was found that rules it out"
REPEATED = {
    **{f"c{table}.Referrals": "c1.Referrals" for table in (5, 6)},
    **{f"b{table}.At31_episodes": "b1.At31_episodes" for table in (2, 3, 4)},
    **{f"b{table}.Ended_episodes": "b1.Ended_episodes" for table in (5, 6)},
    **{f"d{table}.CPP_start": "d1.CPP_start" for table in (2, 3)},
    **{f"d{table}.CPP_At31": "d1.CPP_At31" for table in (4, 5)},
    "d7.CPP_End": "d1.CPP_end",
}
"""Totals that DfE repeats in other tables."""


@dataclass(frozen=True)
class Relation:
    """`less` never add up to more than `more`; if `exactly`, to as many. `because` says why."""

    less: tuple[str, ...]
    more: tuple[str, ...]
    because: str
    exactly: bool = False

    def broken(self, targets: YearTargets) -> str | None:
        """Return the sum by which published counts break it; None if they do not."""
        return _exceeding(targets, self.less, self.more, self.because) or (
            _exceeding(targets, self.more, self.less, self.because) if self.exactly else None
        )


def _exceeding(targets: YearTargets, these: tuple[str, ...], those: tuple[str, ...], because: str) -> str | None:
    known = {measure: count for measure in these if (count := targets.count(measure)) is not None}
    limits = {measure: targets.count(measure) for measure in those}
    if None in limits.values() or sum(known.values()) <= sum(limits.values()):
        return None
    return f"{_sum(known)} exceeds {_sum(limits)}: {because}"


def _sum(counts: dict[str, int]) -> str:
    said = " + ".join(f"{measure} {count:,}" for measure, count in counts.items() if count) or "nothing"
    return said if sum(count > 0 for count in counts.values()) < 2 else f"{said} = {sum(counts.values()):,}"


def reason(measure: str, targets: YearTargets) -> str:
    """Return why a published count cannot be kept, proved by published counts alone; or that nothing proves it."""
    relations = (found for relation in _relations_of(measure) if (found := relation.broken(targets)))
    return next(relations, None) or _percentile_ruled_out(measure, targets) or NOT_REACHED


@cache
def _relations_of(measure: str) -> tuple[Relation, ...]:
    return tuple(relation for relation in RELATIONS if measure in (*relation.less, *relation.more))


def _parts(total: str, table: str, columns: Iterable[str]) -> Relation:
    return Relation(tuple(f"{table}.{column}" for column in columns), (total,), "the parts are the total", exactly=True)


def _at_most(less: str, more: str, because: str) -> Relation:
    return Relation(tuple(less.split()), tuple(more.split()), because)


def _in_months(first: int, last: int) -> str:
    return " ".join(f"c6.{name}" for name in MONTHS[first : last + 1])


def _of(table: str, columns: Iterable[str]) -> str:
    return " ".join(f"{table}.{column}" for column in columns)


def _totals() -> Iterator[Relation]:
    for repeated, total in REPEATED.items():
        yield Relation((repeated,), (total,), "two tables state one total", exactly=True)
    yield Relation(
        ("c1.No_Further_Action", "c1.Not_in_Need", "b1.Started_episodes"),
        ("c1.Referrals",),
        "a referral leads to no further action, is found to be no need, or starts an episode",
        exactly=True,
    )
    for stock, ended, any_point in (
        ("b1.At31_episodes", "b1.Ended_episodes", "b1.Anypoint_episodes"),
        ("d1.CPP_At31", "d1.CPP_end", "d1.CPP_anypoint"),
        ("b7.CINPlan_At31", "b7.CINPlan_end", "b7.CINPlan_anypoint"),
    ):
        because = "what was there at any point ended in the year or is open on 31 March"
        yield Relation((stock, ended), (any_point,), because, exactly=True)
    yield _parts("c1.Referrals", "c5", SOURCES)
    yield _parts("c1.Referrals", "c6", MONTHS)
    yield _parts("b1.At31_episodes", "b3", NEEDS)
    yield _parts("b1.At31_episodes", "b4", DURATIONS)
    yield _parts("b1.Ended_episodes", "b5", DURATIONS)
    yield _parts("b1.Ended_episodes", "b6", REASONS)
    yield _parts("c2.Assessments_completed", "c2", ASSESSMENT_BANDS)
    in_time = [name for name, (_, high) in ASSESSMENT_BANDS.items() if high <= ASSESSMENT_LIMIT]
    late = [name for name in ASSESSMENT_BANDS if name not in in_time]
    yield _parts("c2.Within_45_days", "c2", in_time)
    yield _parts("c2.Assessments_completed", "c2", ["Within_45_days", *late])
    yield _parts("c4.Within_15_days", "c4", list(CONFERENCE_BANDS)[:2])
    yield _at_most(_of("c4", CONFERENCE_BANDS), "c4.ICPC", "each follows one enquiry at most")
    yield _parts("d1.CPP_At31", "d5", PLAN_BANDS)
    yield _parts("d1.CPP_end", "d7", PLAN_BANDS)
    for which in ("Initial", "Latest"):
        yield _parts("d1.CPP_start", "d2", [f"{name}_{which}" for name in CATEGORIES])
        yield _parts("d1.CPP_At31", "d4", [f"{name}_{which}" for name in CATEGORIES])


def _children() -> Iterator[Relation]:
    for child, events in {
        **{f"c1.{name}_child": f"c1.{name}" for name in ("Referrals", "Re_referrals")},
        **{f"b1.{name}_child": f"b1.{name}_episodes" for name in ("Started", "Ended", "Anypoint")},
        **{f"c4.{name}_child": f"c4.{name}" for name in ("Section47", "ICPC")},
        **{f"d1.CPP_child_{name}": f"d1.CPP_{name}" for name in ("start", "end", "anypoint")},
        **{f"b7.CINPlan_child_{name}": f"b7.CINPlan_{name}" for name in ("start", "end", "anypoint")},
    }.items():
        yield _at_most(child, events, "each child has one at least")
    yield _at_most("c1.Re_referrals", "c1.Referrals", "a re-referral is a referral")
    yield _at_most("c1.Re_referrals_child", "c1.Referrals_child", "a child re-referred is a child referred")
    yield _at_most(
        "c1.Referrals",
        "c1.Referrals_child c1.Re_referrals",
        "each referral of a child after its first of the year is a re-referral",
    )
    yield _at_most(
        "c1.Re_referrals c1.Referrals_child",
        "c1.Referrals c1.Re_referrals_child",
        "the first re-referral of a child may be its first referral of the year, each other one is a further referral",
    )
    yield _at_most("b1.Started_child", "c1.Referrals_child", "each episode starts with a referral")
    yield _at_most(
        "b1.Started_episodes c1.Referrals_child",
        "c1.Referrals b1.Started_child",
        "each further episode of a child starts with a further referral",
    )
    started, ended, any_point = (f"b1.{name}_child" for name in ("Started", "Ended", "Anypoint"))
    new, old = _of("b4", DURATIONS[:3]), _of("b4", DURATIONS[3:])
    one = "a child has one episode at a time"
    yield _at_most("b1.At31_episodes", any_point, one)
    yield _at_most(new, started, one)
    yield _at_most(f"{old} {started}", any_point, f"{one}: who had one all the year started none")
    yield _at_most(f"{old} {ended}", any_point, f"{one}: who had one all the year ended none")
    yield _at_most(
        "b1.Anypoint_episodes", f"{any_point} b1.Started_episodes", f"{one}: of two, one started in the year"
    )
    yield _at_most(
        f"{any_point} b1.Started_episodes", f"{started} b1.Anypoint_episodes", "who started none had one before"
    )
    yield _at_most(any_point, f"b1.At31_episodes {ended}", "whoever ended none has one on 31 March")
    yield from _children_with_plans("d1.CPP_")
    yield from _children_with_plans("b7.CINPlan_")


def _children_with_plans(prefix: str) -> Iterator[Relation]:
    at_31, start, any_point = f"{prefix}At31", f"{prefix}start", f"{prefix}anypoint"
    child_start, child_end, child_any = (f"{prefix}child_{name}" for name in ("start", "end", "anypoint"))
    one = "a child has one plan at a time"
    yield _at_most(at_31, child_any, one)
    yield _at_most(child_start, child_any, "a plan that started was there")
    yield _at_most(child_end, child_any, "a plan that ended was there")
    yield _at_most(start, any_point, "a plan that started was there")
    yield _at_most(any_point, f"{child_any} {start}", f"{one}: of two, one started in the year")
    yield _at_most(f"{child_any} {start}", f"{child_start} {any_point}", "whoever started none had one before")
    yield _at_most(child_any, f"{at_31} {child_end}", "whoever ended none has one on 31 March")


def _durations() -> Iterator[Relation]:
    opened, closed = ([f"{table}.{name}" for name in DURATIONS] for table in ("b4", "b5"))
    new = " ".join(opened[:3])
    yield _at_most(new, "b1.Started_episodes", "what was open for less than a year started in the year")
    yield _at_most(
        "b1.Started_episodes", f"{new} {' '.join(closed[:3])}", "what started in the year was open or ended within it"
    )
    referred = "they were referred in these months"
    yield _at_most(opened[0], _in_months(8, 11), referred)
    yield _at_most(opened[1], _in_months(6, 8), referred)
    yield _at_most(f"{opened[0]} {opened[1]}", _in_months(6, 11), referred)
    yield _at_most(opened[2], _in_months(0, 5), referred)
    became = "each referral of these months is open, ended as soon, led to no further action or was no need"
    others = "c1.No_Further_Action c1.Not_in_Need"
    yield _at_most(_in_months(9, 11), f"{opened[0]} {closed[0]} {others}", became)
    yield _at_most(_in_months(6, 11), f"{opened[0]} {opened[1]} {closed[0]} {closed[1]} {others}", became)
    plans, ended = ([f"{table}.{name}" for name in PLAN_BANDS] for table in ("d5", "d7"))
    new = " ".join(plans[:3])
    yield _at_most(new, "d1.CPP_start", "what was open for less than a year started in the year")
    yield _at_most("d1.CPP_start", f"{new} {' '.join(ended[:3])}", "what started in the year was open or ended in it")


def _others() -> Iterator[Relation]:
    yield _at_most("b2.At31_episodes_disability_recorded", "b1.At31_episodes", "they are some of them")
    yield _at_most("d1.CPP_At31", "b1.At31_episodes", "a plan belongs to an open episode, and a child has one of each")
    yield _at_most("d3.CPP_subsequent", "d1.CPP_start", "they are some of them")
    longer = _of("d5", PLAN_BANDS[1:])
    yield _at_most(longer, "d6.CPP_At31_3Months", "plans of more than three months are of three or more")
    yield _at_most(
        "d1.CPP_At31", "d5.3_months_or_less d6.CPP_At31_3Months", "plans of more than three months are of three or more"
    )
    yield _at_most("d6.CPP_At31_3Months", "d1.CPP_At31", "they are some of them")
    yield _at_most("d6.Reviewed_within_timescales", "d6.CPP_At31_3Months", "they are some of them")
    episodes = "c3.Episodes_with_assessment_factor"
    yield _at_most(episodes, "c2.Assessments_completed", "each had an assessment completed")
    yield _at_most(episodes, _of("c3", FACTORS), "each has a factor")
    for name in FACTORS:
        yield _at_most(f"c3.{name}", episodes, "they are some of them")


RELATIONS = (*_totals(), *_children(), *_durations(), *_others())


def _percentile_ruled_out(measure: str, targets: YearTargets) -> str | None:
    """Return between which values the published bands put a percentile, if it is not the published one."""
    for table, bands, names in (
        ("c2", ASSESSMENT_BANDS, ASSESSMENT_PERCENTILES),
        ("c4", CONFERENCE_BANDS, CONFERENCE_PERCENTILES),
    ):
        shares = dict(zip((f"{table}.{name}" for name in names), QUARTILES, strict=True))
        counts, published = targets.counts_of(table, bands), targets.count(measure)
        if measure not in shares or published is None or None in counts or not sum(counts):
            continue
        place = shares[measure] * (sum(counts) - 1)
        edges = np.cumsum(counts)
        near = [int(np.searchsorted(edges, number, side="right")) for number in (int(place), -int(-place // 1))]
        lowest = [0, *(low for low, _ in list(bands.values())[1:])]
        highest = [high for _, high in list(bands.values())[:-1]] + [np.inf]
        weight = place - int(place)
        low, high = (_between(*(limits[band] for band in near), weight) for limits in (lowest, highest))
        if not low <= published <= high:
            upper = "or more" if high == np.inf else f"to {high:,.0f}"
            known = {f"{table}.{name}": count for name, count in zip(bands, counts, strict=True)}
            return f"{_sum(known)}, so that {measure} is {low:,} {upper}, not {published:,}"
    return None


def _between(one: float, two: float, weight: Fraction) -> float:
    """Return the value between two at a place, half up."""
    if two == np.inf:
        return np.inf if weight or one == np.inf else one
    return int(one + weight * (two - one) + Fraction(1, 2))
