"""From an authority's published counts of a year to amounts that can all be true together."""

from dataclasses import dataclass

import numpy as np

from flows.sample.calibrated.apportionment import apportion, apportion_within, filled
from flows.sample.calibrated.targets import YearTargets

MONTHS = (
    *("April", "May", "June", "July", "August", "September"),
    *("October", "November", "December", "January", "February", "March"),
)
SOURCES = (
    *("Individual", "Schools", "Education_Services", "Health_Services", "Housing", "LA_Services"),
    *("Police", "Other_legal_agency", "Other", "Anonymous", "Unknown"),
)
DURATIONS = (
    *("3_months_or_less", "more_than_3_months_6_months", "more_than_6_months_less_than_1_year"),
    *("1_year_less_than_2_years", "2years+"),
)
NEEDS = (
    *("N1_Abuse_or_neglect", "N2_Childs_disability_or_illness", "N3_Parents_disability_or_illness"),
    *("N4_Family_in_acute_stress", "N5_Family_dysfunction", "N6_Socially_unacceptable_behaviour", "N7_Low_income"),
    *("N8_Absent_parenting", "N9_Cases_other_than_CIN", "N0_Not_stated"),
)
REASONS = (
    *("unknown", "RC1_Adopted", "RC2_Died", "RC3_Residence_Order", "RC4_Special_Guardianship_Order"),
    *("RC5_Transfer_to_another_LA", "RC6_Transfer_to_Adult_Social_Service", "RC7_Other"),
)
# Shares for what is not published: England, year ending March 2024 (DfE, Characteristics of children in need).
USUAL_MONTHS = (43340, 55680, 58690, 51880, 44080, 54090, 55710, 55790, 45150, 54670, 50870, 51940)
USUAL_SOURCES = (49870, 126460, 10330, 91370, 7710, 87980, 177210, 27590, 26120, 10030, 7190)
USUAL_OPEN = (104090, 41940, 53810, 57910, 141720)
USUAL_ENDED = (169290, 52720, 56160, 43620, 34910)
USUAL_NEEDS = (231940, 32150, 8270, 34410, 47900, 7870, 1070, 21930, 3510, 10430)
USUAL_REASONS = (3820, 2490, 980, 670, 2680, 13510, 2550, 330000)
MONTHS_OF = (slice(9, 12), slice(6, 9), slice(0, 6))  # in which episodes of the first three durations were referred
REFERRALS_TO_STARTED = 621880 / 394660
NO_FURTHER_ACTION = 38920 / 621880
NOT_IN_NEED = 188300 / 621880
RE_REFERRED = 139080 / 621880
RE_REFERRED_CHILDREN = 115550 / 139080
CHILDREN_OF_REFERRALS = 551060 / 621880
CHILDREN_OF_STARTED = 367550 / 394660
CHILDREN_AT_ANY_POINT = 702840 / 756150
CHILDREN_OF_ENDED = 334960 / 356690
OPEN_OF_ENDED = 399460 / 356690
DISABLED = 54510 / 399460


@dataclass(frozen=True)
class Amounts:
    """
    What a year has to add up to.

    `pairs_*` count how many more episodes than children there are. Months begin with April; sources, needs,
    reasons and durations stand in the order of the published columns.
    """

    year: int
    referrals: int
    children: int
    re_referrals: int
    re_referred_children: int
    no_further_action: int
    not_in_need: int
    started: int
    ended: int
    open: int
    pairs_started: int
    pairs_any: int
    pairs_ended: int
    months: np.ndarray
    sources: np.ndarray
    open_durations: np.ndarray
    ended_durations: np.ndarray
    needs: np.ndarray
    reasons: np.ndarray
    disabled: int

    @property
    def open_new(self) -> int:
        """Episodes that started in the year and are open at its end."""
        return int(self.open_durations[:3].sum())

    @property
    def ended_new(self) -> int:
        """Episodes that started and ended in the year."""
        return self.started - self.open_new

    @property
    def ended_old(self) -> int:
        """Episodes of the opening stock that ended in the year."""
        return self.ended - self.ended_new


def amounts_of(targets: YearTargets) -> Amounts:
    """Return the amounts of a year, as near to the published ones as can all be true together."""
    return _Reckoning(targets).amounts()


class _Reckoning:
    def __init__(self, targets: YearTargets) -> None:
        self.targets = targets

    def amounts(self) -> Amounts:
        referrals = self._referrals()
        no_further_action, not_in_need, started = self._outcomes(referrals)
        is_open, ended = self._stock(started)
        months = self._months(referrals)
        open_durations, ended_durations = self._durations(months, started=started, ended=ended, is_open=is_open)
        children, re_referrals, re_referred = self._children(referrals)
        pairs = self._pairs(
            referrals - children, referrals, started=started, ended=ended, is_open=is_open, durations=open_durations
        )
        return Amounts(
            year=self.targets.year,
            referrals=referrals,
            children=children,
            re_referrals=re_referrals,
            re_referred_children=re_referred,
            no_further_action=no_further_action,
            not_in_need=not_in_need,
            started=started,
            ended=ended,
            open=is_open,
            pairs_started=pairs[0],
            pairs_any=pairs[1],
            pairs_ended=pairs[2],
            months=months,
            sources=self._parts("c5", SOURCES, referrals, USUAL_SOURCES, spare=SOURCES.index("Unknown")),
            open_durations=open_durations,
            ended_durations=ended_durations,
            needs=self._parts("b3", NEEDS, is_open, USUAL_NEEDS),
            reasons=self._parts("b6", REASONS, ended, USUAL_REASONS),
            disabled=self._bounded("b2.At31_episodes_disability_recorded", round(is_open * DISABLED), 0, is_open),
        )

    def _first(self, *measures: str) -> int | None:
        """Return the first of several columns that state the same."""
        return next((count for measure in measures if (count := self.targets.count(measure)) is not None), None)

    def _bounded(self, measure: str, usual: int, low: int, high: int) -> int:
        """Return the published count, or the usual one, within what the other counts allow."""
        stated = self.targets.count(measure)
        return int(min(max(usual if stated is None else stated, low), high))

    def _parts(
        self, table: str, columns: tuple[str, ...], total: int, usual: tuple[int, ...], *, spare: int | None = None
    ) -> np.ndarray:
        return filled(self.targets.counts_of(table, columns), total, usual, spare=spare)

    def _referrals(self) -> int:
        referrals = self._first("c1.Referrals", "c6.Referrals", "c5.Referrals")
        if referrals is not None:
            return referrals
        months = sum(count or 0 for count in self.targets.counts_of("c6", MONTHS))
        started = self.targets.count("b1.Started_episodes")
        started = self._recently_started() if started is None else started
        others = self.targets.counts_of("c1", ("No_Further_Action", "Not_in_Need"))
        return max(months, round(started * REFERRALS_TO_STARTED) if None in others else started + sum(others))

    def _recently_started(self) -> int:
        """Return how many of the episodes that are open on 31 March started in the year, at least."""
        durations = self.targets.counts_of("b4", DURATIONS)
        is_open = self._first(*(f"{table}.At31_episodes" for table in ("b1", "b3", "b4", "b2")))
        if is_open is not None and None not in durations[3:]:
            return max(0, is_open - sum(durations[3:]))
        return sum(count or 0 for count in durations[:3])

    def _months(self, referrals: int) -> np.ndarray:
        """Return the referrals by month; suppressed ones such that those of open episodes have room."""
        months = self._parts("c6", MONTHS, referrals, USUAL_MONTHS)
        is_free = np.array([count is None for count in self.targets.counts_of("c6", MONTHS)])
        wanted = [count or 0 for count in self.targets.counts_of("b4", DURATIONS[:3])]
        for place, number in zip(MONTHS_OF, wanted, strict=True):
            for giver, kept in zip(MONTHS_OF, wanted, strict=True):
                lacking, spare = number - int(months[place].sum()), int(months[giver].sum()) - kept
                if lacking > 0 and spare > 0 and is_free[place].any():
                    given = apportion_within(min(lacking, spare), months[giver], months[giver] * is_free[giver])
                    months[giver] -= given
                    months[place] += apportion(int(given.sum()), is_free[place])
        return months

    def _outcomes(self, referrals: int) -> tuple[int, int, int]:
        """
        Return no further action, not in need, started: they add up to the referrals.

        Where the published ones do not, not in need gives way: all of table B1 follows from what started.
        """
        no_further_action = self.targets.count("c1.No_Further_Action")
        not_in_need = self.targets.count("c1.Not_in_Need")
        started = self.targets.count("b1.Started_episodes")
        left = referrals if started is None else max(0, referrals - started)
        if no_further_action is None:
            usual = round(referrals * NO_FURTHER_ACTION)
            if started is not None:
                usual = round(left * 0.17) if not_in_need is None else max(0, left - not_in_need)
            no_further_action = min(usual, referrals - min(not_in_need or 0, referrals))
        no_further_action = min(no_further_action, left)
        if started is not None:
            not_in_need = left - no_further_action
        elif not_in_need is None:
            not_in_need = round(referrals * NOT_IN_NEED)
        not_in_need = min(not_in_need, referrals - no_further_action)
        return no_further_action, not_in_need, referrals - no_further_action - not_in_need

    def _stock(self, started: int) -> tuple[int, int]:
        """Return the episodes open on 31 March and those ended in the year."""
        is_open = self._first(*(f"{table}.At31_episodes" for table in ("b1", "b3", "b4", "b2")))
        ended = self._first(*(f"{table}.Ended_episodes" for table in ("b1", "b5", "b6")))
        any_point = self.targets.count("b1.Anypoint_episodes")
        if is_open is None:
            known = any_point is not None and ended is not None
            is_open = max(0, any_point - ended) if known else round((ended or started) * OPEN_OF_ENDED)
        if ended is None:
            ended = max(0, any_point - is_open) if any_point is not None else started
        if is_open + ended < started:
            ended = started - is_open
        return is_open, ended

    def _durations(
        self, months: np.ndarray, *, started: int, ended: int, is_open: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """
        Return the open and the ended episodes by duration.

        The first three durations of open episodes say in which months they were referred, and how many of
        those that started in the year ended in it; the last two of ended ones come from before the year.
        """
        opened = self._parts("b4", DURATIONS, is_open, USUAL_OPEN)
        closed = self._parts("b5", DURATIONS, ended, USUAL_ENDED)
        self._move(opened, (2, 1, 0), (3, 4), int(opened[:3].sum()) - started)
        self._move(opened, (3, 4), (2, 1, 0), started - ended - int(opened[:3].sum()))
        is_published = [count is not None for count in self.targets.counts_of("b4", DURATIONS)]
        room = [int(months[place].sum()) for place in MONTHS_OF]
        for band in (0, 1, 2):
            others = [other for other in (0, 1, 2) if other != band]
            over = int(opened[band]) - room[band]
            for other in sorted(others, key=lambda other: (is_published[other], abs(other - band))):
                moved = max(0, min(over, room[other] - int(opened[other])))
                self._move(opened, (band,), (other,), moved)
                over -= moved
        self._move(closed, (3, 4), (2, 1, 0), int(closed[3:].sum()) - (ended - (started - int(opened[:3].sum()))))
        ended_new = started - int(opened[:3].sum())
        half = int(months[:6].sum() - opened[2])
        three_quarters = int(months[:9].sum() - opened[2] - opened[1])
        late = ended_new - three_quarters
        self._move(closed, (1, 2), (0,), late - int(closed[0]))
        self._move(closed, (2,), (1, 0), ended_new - half - int(closed[:2].sum()))
        return opened, closed

    @staticmethod
    def _move(parts: np.ndarray, sources: tuple[int, ...], destinations: tuple[int, ...], number: int) -> None:
        """Move a number of episodes from some durations into the first of others."""
        left = max(0, number)
        for source in sources:
            moved = min(left, int(parts[source]))
            parts[source] -= moved
            parts[destinations[0]] += moved
            left -= moved

    def _children(self, referrals: int) -> tuple[int, int, int]:
        """Return the children referred, the re-referrals, and the children re-referred."""
        count = self.targets.count
        re_referrals = self._bounded("c1.Re_referrals", round(referrals * RE_REFERRED), 0, referrals)
        least = max(referrals - re_referrals, min(1, referrals))
        usual = max(round(referrals * CHILDREN_OF_REFERRALS), referrals - re_referrals // 2)
        if count("b1.Started_child") is not None and count("c1.Referrals_child") is None:
            usual = max(usual, count("b1.Started_child"))
        children = self._bounded("c1.Referrals_child", usual, least, referrals)
        extras = referrals - children
        firsts = re_referrals - extras
        re_referred = self._bounded(
            "c1.Re_referrals_child",
            round(re_referrals * RE_REFERRED_CHILDREN),
            max(firsts, min(1, extras)),
            min(re_referrals, children),
        )
        return children, re_referrals, re_referred

    def _pairs(
        self, extras: int, referrals: int, *, started: int, ended: int, is_open: int, durations: np.ndarray
    ) -> tuple[int, int, int]:
        """Return how many more episodes than children there are: started, at any point, ended."""
        not_started = referrals - started
        ended_new = started - int(durations[:3].sum())
        ended_old = ended - ended_new
        fewest, most = max(0, extras - not_started), min(extras, max(0, started - 1), ended_new)
        started_children = self._bounded(
            "b1.Started_child",
            round(started * CHILDREN_OF_STARTED),
            started - most,
            started - min(fewest, most),
        )
        pairs_started = started - started_children
        any_children = self._bounded(
            "b1.Anypoint_child",
            round((is_open + ended) * CHILDREN_AT_ANY_POINT),
            is_open + ended - pairs_started - min(ended_old, started_children),
            is_open + ended - pairs_started,
        )
        pairs_any = is_open + ended - any_children
        ended_children = self._bounded(
            "b1.Ended_child",
            round(ended * CHILDREN_OF_ENDED),
            ended - pairs_any,
            ended - max(0, pairs_any - int(durations[:3].sum())),
        )
        return pairs_started, pairs_any, ended - ended_children
