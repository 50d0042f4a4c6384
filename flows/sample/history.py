"""
Child histories of an invented authority.

Shares and durations are of the order that DfE publishes for England (children in need, year ending March 2024:
re-referrals 22.4%, no further action 6.3%, assessments in 45 working days 84.5%, conferences in 15 working days
79.7%, reviews in time 89.8%); nothing here is a real child's.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle

import numpy as np
import pandas as pd
from holidays import country_holidays

from expectations.codes import AssessmentFactor, CategoryOfAbuse, Disability, Ethnicity, PrimaryNeed, ReferralSource
from transforms.facts import assessment, section_47_enquiry
from transforms.periods import financial_year

BANK_HOLIDAYS = sorted(country_holidays("GB", subdiv="ENG", years=range(2010, 2041)))
SOURCES = {"6": 28, "2A": 20, "3A": 3, "3B": 4, "3D": 4, "3E": 5, "3F": 2, "5A": 8, "5B": 5, "5D": 3, "1A": 7, "7": 4}
SOURCES |= {"4": 2, "8": 3, "9": 1, "10": 1}
NEEDS = {"N1": 57, "N2": 9, "N3": 3, "N4": 9, "N5": 13, "N6": 3, "N7": 1, "N8": 3, "N9": 1, "N0": 1}
ETHNICITIES = {"WBRI": 66, "WOTH": 6, "WIRI": 1, "MWBC": 3, "MWAS": 2, "MOTH": 3, "AIND": 2, "APKN": 4, "ABAN": 2}
ETHNICITIES |= {"AOTH": 2, "BCRB": 1, "BAFR": 4, "BOTH": 1, "OOTH": 2, "NOBT": 1}
CATEGORIES = {"NEG": 47, "EMO": 38, "PHY": 8, "SAB": 4, "MUL": 3}
FACTORS = {"3B": 20, "4B": 18, "16A": 12, "17A": 10, "2B": 8, "1B": 7, "4A": 7, "18C": 5, "3A": 5, "7A": 4, "13A": 4}
MONTHS = np.array([95, 103, 102, 103, 82, 96, 107, 106, 90, 104, 100, 112])
TEAMS = ("Multi-agency safeguarding hub", "Assessment team 1", "Assessment team 2", "PACT North", "PACT South")
WORKERS = tuple(f"Invented Worker {number}" for number in range(1, 61))


@dataclass
class Histories:
    """
    Frames of events, one row each, with dates as dates; a date that has not happened is NaT.

    `conferences` (child_id, referral_date, conference_date) are those that no section 47 enquiry led to, one for an
    episode; None if there is none.
    """

    children: pd.DataFrame
    disabilities: pd.DataFrame
    contacts: pd.DataFrame
    referrals: pd.DataFrame
    assessments: pd.DataFrame
    factors: pd.DataFrame
    enquiries: pd.DataFrame
    needs_plans: pd.DataFrame
    plans: pd.DataFrame
    reviews: pd.DataFrame
    conferences: pd.DataFrame | None = None


@dataclass
class _Child:
    child_id: str
    birth_date: date
    closed_on: date | None = None
    last_referred: date | None = None
    plans: int = 0


@dataclass
class _Events:
    """Rows as they come into being."""

    rows: dict[str, list[tuple]] = field(default_factory=dict)

    def add(self, kind: str, *values: object) -> None:
        self.rows.setdefault(kind, []).append(values)

    def frame(self, kind: str, *columns: str) -> pd.DataFrame:
        frame = pd.DataFrame(self.rows.get(kind, []), columns=list(columns))
        for name in columns:
            if name.endswith("_date"):
                frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
        return frame


class Authority:
    """Simulates an authority day by day; the same seed gives the same histories."""

    def __init__(self, *, seed: int, referrals_a_year: int, first: date, last: date) -> None:
        self.random = random.Random(seed)
        self.volumes = np.random.default_rng(seed)
        self.calendar = np.busdaycalendar(holidays=BANK_HOLIDAYS)
        self.referrals_a_year = referrals_a_year
        self.first = first
        self.last = last
        self.events = _Events()
        self.known: list[_Child] = []
        self.number = 0
        self.disabilities = cycle([code.value for code in Disability][1:])

    def histories(self) -> Histories:
        """Run the simulation from the first to the last day."""
        for day in self._referral_days():
            self._refer(self._who_is_referred(day), day)
        self._further_contacts()
        frame = self.events.frame
        return Histories(
            children=frame("child", "child_id", "birth_date", "expected_birth_date", "sex", "ethnicity"),
            disabilities=frame("disability", "child_id", "disability"),
            contacts=frame("contact", "child_id", "contact_date", "source").drop_duplicates(ignore_index=True),
            referrals=frame(
                "referral",
                *("child_id", "referral_date", "source", "no_further_action", "primary_need"),
                *("closure_date", "closure_reason", "team", "worker"),
            ),
            assessments=frame(
                "assessment", "child_id", "referral_date", "start_date", "authorisation_date", "support_required"
            ),
            factors=frame("factor", "child_id", "referral_date", "start_date", "factor"),
            enquiries=frame(
                "enquiry", "child_id", "referral_date", "start_date", "target_date", "conference_date", "plan_outcome"
            ),
            needs_plans=frame("needs_plan", "child_id", "referral_date", "start_date", "end_date"),
            plans=frame(
                "plan",
                *("child_id", "referral_date", "start_date", "end_date"),
                *("initial_category", "latest_category", "number_of_previous_plans"),
            ),
            reviews=frame("review", "child_id", "referral_date", "start_date", "review_date"),
        )

    def _referral_days(self) -> Iterator[date]:
        for month in pd.date_range(self.first, self.last, freq="MS"):
            expected = self.referrals_a_year * MONTHS[(month.month - 4) % 12] / MONTHS.sum()
            working = [day for day in pd.date_range(month, month + pd.offsets.MonthEnd()) if day.dayofweek < 5]
            chosen = self.random.choices(working, k=int(self.volumes.poisson(expected)))
            yield from (day.date() for day in sorted(chosen))

    def _who_is_referred(self, day: date) -> _Child:
        """Return a child referred within the last year (a re-referral), one known for longer, or a new one."""
        within, longer = self.random.random() < 0.225, self.random.random() < 0.10
        pool = self.known[-round(1.2 * self.referrals_a_year) :] if within else self.known
        for _ in range(40 if pool and (within or longer) else 0):
            child = self.random.choice(pool)
            free = child.closed_on is not None and child.closed_on < day and child.last_referred < day
            recent = (day - child.last_referred).days <= 365
            if free and recent == within and (day - child.birth_date).days < 17 * 365:
                return child
        return self._new_child(day)

    def _new_child(self, day: date) -> _Child:
        self.number += 1
        unborn = self.random.random() < 0.02
        age_in_days = -self.random.randrange(20, 180) if unborn else int(self.random.betavariate(1.1, 1.0) * 17.8 * 365)
        child = _Child(f"SAM{self.number:06d}", day - timedelta(days=age_in_days))
        sex = self.random.choices(["M", "F"], [53, 47])[0]
        self.events.add("child", child.child_id, child.birth_date, None, sex, self._draw(ETHNICITIES, Ethnicity))
        if self.random.random() < 0.12:
            for _ in range(2):
                self.events.add("disability", child.child_id, next(self.disabilities))
        else:
            self.events.add("disability", child.child_id, Disability.NONE.value)
        self.known.append(child)
        return child

    def _refer(self, child: _Child, day: date) -> None:
        child.last_referred = day
        source = self._draw(SOURCES, ReferralSource)
        self.events.add("contact", child.child_id, day - timedelta(days=self.random.randrange(0, 2)), source)
        team, worker = TEAMS[self.random.randrange(len(TEAMS))], WORKERS[self.random.randrange(len(WORKERS))]
        if self.random.random() < 0.063:
            child.closed_on = day
            self.events.add("referral", child.child_id, day, source, True, None, None, None, team, worker)
            return
        closed, reason = self._episode(child, day)
        child.closed_on = closed
        need = self._draw(NEEDS, PrimaryNeed)
        self.events.add("referral", child.child_id, day, source, False, need, closed, reason, team, worker)

    def _episode(self, child: _Child, day: date) -> tuple[date, str]:
        """Add what follows a referral and return when and why the case closes."""
        start = day + timedelta(days=self.random.randrange(0, 4))
        authorised = self._authorised(start)
        enquiry = self.random.random() < 0.36
        acted, plan_ended = self._enquire(child, day, start) if enquiry else (start, None)
        if financial_year(acted) > financial_year(authorised):
            authorised = acted  # a census that has the enquiry has its assessment too
        self._assess(child, day, start, authorised)
        if plan_ended:
            return max(plan_ended, authorised) + timedelta(days=self.random.randrange(1, 120)), "RC7"
        if self.random.random() < (0.15 if enquiry else 0.45):
            acted = max(acted, authorised)
            closed = min(acted + timedelta(days=self.random.randrange(0, 6)), _census_day(acted))
            return closed, "RC7" if enquiry else self.random.choice(["RC8", "RC9"])
        plan_start = max(acted, authorised) + timedelta(days=self.random.randrange(1, 15))
        plan_end = plan_start + timedelta(days=30 + int(self.random.expovariate(1 / 170)))
        self.events.add("needs_plan", child.child_id, day, plan_start, plan_end)
        reason = self.random.choices(["RC7", "RC5", "RC3", "RC4", "RC6"], [90, 5, 2, 2, 1])[0]
        return plan_end + timedelta(days=self.random.randrange(1, 15)), reason

    def _authorised(self, start: date) -> date:
        in_time = self.random.random() < 0.845
        working_days = int(self.random.randrange(5, 46) if in_time else 46 + self.random.expovariate(1 / 12))
        return self._not_overdue_on_census_day(start, self._after(start, working_days), assessment.LIMIT)

    def _assess(self, child: _Child, referred: date, start: date, authorised: date) -> None:
        required = bool(self.random.random() < 0.6)
        self.events.add("assessment", child.child_id, referred, start, authorised, required)
        drawn = {self._draw(FACTORS, AssessmentFactor) for _ in range(self.random.randrange(1, 5))}
        for factor in sorted(drawn):
            self.events.add("factor", child.child_id, referred, start, factor)

    def _enquire(self, child: _Child, referred: date, start: date) -> tuple[date, date | None]:
        """Add an enquiry and what follows it; return the day of its last event, and the end of the plan."""
        enquired = self._after(start, self.random.randrange(0, 10))
        target = self._after(enquired, section_47_enquiry.LIMIT)
        if self.random.random() > 0.35:
            self.events.add("enquiry", child.child_id, referred, enquired, None, None, None)
            return enquired, None
        in_time = self.random.random() < 0.797
        days = self.random.randrange(6, 16) if in_time else 16 + int(self.random.expovariate(1 / 8))
        held = self._not_overdue_on_census_day(enquired, self._after(enquired, days), section_47_enquiry.LIMIT)
        becomes_plan = self.random.random() < 0.86
        self.events.add("enquiry", child.child_id, referred, enquired, target, held, becomes_plan)
        return held, self._plan(child, referred, held) if becomes_plan else None

    def _not_overdue_on_census_day(self, start: date, end: date, limit: int) -> date:
        """Finish by 31 March what would be overdue on it: DfE's census asks after such a case (8670Q, 8675Q)."""
        census_day = _census_day(start)
        last = np.busday_offset(census_day, 0, roll="preceding", busdaycal=self.calendar).item()
        is_overdue = np.busday_count(start, last, busdaycal=self.calendar) >= limit
        return last if is_overdue and end > census_day else end

    def _plan(self, child: _Child, referred: date, start: date) -> date:
        end = start + timedelta(days=20 + int(self.random.gammavariate(2.2, 140)))
        before = child.plans + (1 if self.random.random() < 0.17 else 0)
        initial = self._draw(CATEGORIES, CategoryOfAbuse)
        latest = initial if self.random.random() < 0.9 else self._draw(CATEGORIES, CategoryOfAbuse)
        self.events.add("plan", child.child_id, referred, start, end, initial, latest, before)
        child.plans = before + 1
        months = 3
        last = start
        while True:
            due = pd.Timestamp(last) + pd.DateOffset(months=months)
            late = self.random.random() < 0.05
            held = (due + timedelta(days=self.random.randrange(1, 30) * (1 if late else -1))).date()
            if held >= end:
                return end
            self.events.add("review", child.child_id, referred, start, held)
            last, months = held, 6

    def _further_contacts(self) -> None:
        """Most contacts lead to no referral."""
        days = (self.last - self.first).days
        for _ in range(int(self.referrals_a_year * days / 365 * 2.6)):
            child = self.known[self.random.randrange(len(self.known))]
            day = self.first + timedelta(days=self.random.randrange(days))
            self.events.add("contact", child.child_id, day, self._draw(SOURCES, ReferralSource))

    def _after(self, day: date, working_days: int) -> date:
        if working_days == 0:
            return day
        return np.busday_offset(day, working_days, roll="preceding", busdaycal=self.calendar).item()

    def _draw(self, shares: dict[str, int], codes: type) -> str:
        """Draw a code by shares; a code that its list does not hold is a mistake of ours."""
        return codes(self.random.choices(list(shares), list(shares.values()))[0]).value


def _census_day(day: date) -> date:
    """Return the 31 March that ends the year of a day."""
    return date(financial_year(day), 3, 31)
