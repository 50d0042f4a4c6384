"""Which referrals of a year concern the same child: pairs of an earlier and a later one."""

from dataclasses import dataclass

import numpy as np

from flows.sample.calibrated.amounts import Amounts
from flows.sample.calibrated.days import NEVER
from flows.sample.calibrated.referrals import Kind, NewReferrals

GAP = 3  # days between a closure and the next referral
ROOM_BEFORE = 21  # days of the year before a referral in which the earlier episode ended


@dataclass
class Links:
    """
    For each referral of the year the one before it in the same year (-1: none), and what precedes the first.

    `after_opening`: an episode of the opening stock ended earlier in the year. `re_referred`: the first in the
    year, and a re-referral through one of the year before. `is_repeated`: the child was referred again in the year.
    `child` is the position of the child's first referral.
    """

    before: np.ndarray
    after_opening: np.ndarray
    re_referred: np.ndarray
    is_repeated: np.ndarray
    child: np.ndarray


def links_of(referrals: NewReferrals, amounts: Amounts, random: np.random.Generator, *, ended_long_ago: int) -> Links:
    """
    Link referrals so that children, children of episodes started and ended, and re-referrals come out.

    `ended_long_ago` is the number of episodes that a referral of the year may follow without being a re-referral.
    """
    return _Linking(referrals, amounts, random, ended_long_ago).links()


class _Linking:
    def __init__(
        self, referrals: NewReferrals, amounts: Amounts, random: np.random.Generator, ended_long_ago: int
    ) -> None:
        self.ended_long_ago = ended_long_ago
        number = len(referrals.kind)
        self.referrals, self.amounts, self.random = referrals, amounts, random
        self.child = np.arange(number)
        self.first = np.ones(number, dtype=bool)  # no referral of the year before it
        self.tail = np.ones(number, dtype=bool)  # no referral of the year after it
        self.starts = referrals.started.astype(int)  # episodes started, by child
        self.before = np.full(number, -1)
        self.reserved = np.zeros(number, dtype=bool)  # for a third referral of a child, or a later one

    def links(self) -> Links:
        amounts = self.amounts
        extras = amounts.referrals - amounts.children
        chains = min(extras, amounts.re_referred_children)
        # With a last episode open, one pair fewer has ended.
        ending_open = amounts.pairs_any - amounts.pairs_ended
        firsts = amounts.re_referrals - extras
        single = firsts - max(0, chains - (amounts.re_referred_children - firsts))
        after_opening = max(0, self.ended_long_ago + single)  # more of them would be re-referrals of further children
        open_share = min(amounts.pairs_started, max(self._shared(ending_open), ending_open - after_opening))
        if extras > chains:
            self.reserved[
                np.argsort(self.referrals.referred, kind="stable")[len(self.reserved) - (extras - chains) :]
            ] = True
        self._pairs_of_started(open_share, chains)
        self._other_pairs(extras, chains)
        self.reserved[:] = False
        self._longer_chains(extras)
        after_opening = self._after_opening(ending_open - self._pairs_ending_open())
        re_referred = self._re_referred(after_opening)
        return Links(self.before, after_opening, re_referred, self.first & ~self.tail, self.child)

    def _shared(self, ending_open: int) -> int:
        return round(ending_open * self.amounts.pairs_started / max(self.amounts.pairs_any, 1))

    def _pairs_of_started(self, ending_open: int, chains: int) -> None:
        kind, ended = self.referrals.kind, self.referrals.ended
        with_end_open = min(ending_open, chains)
        ending_open = self._link(ended, kind == Kind.OPEN, with_end_open)
        wanted = min(self.amounts.pairs_started, chains) - ending_open
        made = self._link(ended, ended, wanted)
        if made < wanted:
            self._link(ended, kind == Kind.OPEN, wanted - made)

    def _other_pairs(self, extras: int, chains: int) -> None:
        """Pairs in which at most one episode started."""
        started = self.referrals.started
        wanted = min(chains, extras) - self._links_made()
        spare = int((started & self._free()).sum())
        without_start = max(0, wanted - spare)
        if extras > chains:  # a chain goes on only after what is closed
            without_start = max(without_start, min(wanted, int((~started & self._free()).sum()) // 2))
        made = self._link(~started, ~started, without_start)
        first = (wanted - made) // 2
        made += self._link(~started, started, first)
        made += self._link(self.referrals.ended, ~started, wanted - made)
        made += self._link(~started, started, wanted - made)
        self._link(~started, ~started, wanted - made)

    def _longer_chains(self, extras: int) -> None:
        """A third referral and more, where pairs do not suffice."""
        started, kind = self.referrals.started, self.referrals.kind
        while (wanted := extras - self._links_made()) > 0:
            starts = self._starts_made()
            short = self.amounts.pairs_started - starts
            before = self._links_made()
            if short > 0:
                self._extend(started & (kind != Kind.OPEN), min(short, wanted), from_started=True)
                self._extend(started, min(self.amounts.pairs_started - self._starts_made(), wanted), from_started=True)
            if (rest := min(wanted, extras - self._links_made())) > 0:
                self._extend(~started, rest, from_started=None)
            if (rest := min(wanted, extras - self._links_made())) > 0:
                self._extend(started, rest, from_started=False)
            if self._links_made() == before:
                return

    def _extend(self, laters: np.ndarray, number: int, *, from_started: bool | None) -> int:
        tails = self.tail & ~self._free() & (self.referrals.closed != NEVER)
        if from_started is not None:
            tails &= (self._starts_of_child() > 0) == from_started
        return self._join(tails, laters & self._free(), number)

    def _link(self, formers: np.ndarray, laters: np.ndarray, number: int) -> int:
        free = self._free()
        return self._join(formers & free, laters & free, number)

    def _join(self, formers: np.ndarray, laters: np.ndarray, number: int) -> int:
        if number <= 0:
            return 0
        former, later = matched(
            self.referrals.closed,
            self.referrals.referred,
            np.flatnonzero(formers),
            np.flatnonzero(laters),
            number=number,
            random=self.random,
        )
        self.before[later] = former
        self.child[later] = self.child[former]
        self.first[later] = False
        self.tail[former] = False
        return len(former)

    def _free(self) -> np.ndarray:
        """Return the referrals that are linked with no other, and may be."""
        return self.first & self.tail & ~self.reserved

    def _links_made(self) -> int:
        return int((~self.first).sum())

    def _starts_of_child(self) -> np.ndarray:
        return np.bincount(self.child, weights=self.starts, minlength=len(self.child))[self.child]

    def _starts_made(self) -> int:
        """Return how many more episodes started than children had one starting."""
        by_child = np.bincount(self.child, weights=self.starts, minlength=len(self.child))
        return int(np.maximum(by_child - 1, 0).sum())

    def _pairs_ending_open(self) -> int:
        is_open = self.referrals.kind == Kind.OPEN
        return int((is_open & (self._starts_of_child() > 1)).sum())

    def _after_opening(self, ending_open: int) -> np.ndarray:
        """Choose children whose episode from before the year ended before they were referred again."""
        wanted = self.amounts.pairs_any - self._starts_made()
        ending_open = min(max(0, ending_open), wanted)
        chosen = np.zeros(len(self.child), dtype=bool)
        starts = self._starts_of_child()
        one_open = np.isin(self.child, self.child[self.referrals.kind == Kind.OPEN]) & (starts == 1)
        repeated = self.first & ~self.tail & (starts > 0) & ~one_open
        chosen[self._late(repeated, self._recent_and_repeated(wanted, wanted - ending_open))] = True
        # Children with a single referral; then the others with one episode; then any with an episode.
        for rank in (self._free() & (starts > 0), self.first & (starts == 1), self.first & (starts > 0)):
            able = rank & ~chosen
            chosen[self._late(able & one_open, ending_open - int((chosen & one_open).sum()))] = True
            chosen[self._late(able & ~one_open, wanted - ending_open - int((chosen & ~one_open).sum()))] = True
        return chosen

    def _recent_and_repeated(self, wanted: int, most: int) -> int:
        """
        Return how many of those after an episode of the stock should be referred again in the year.

        An episode of less than a year makes the referral after it a re-referral; if there are more of those
        than children with a single re-referral, the others have to have two.
        """
        amounts = self.amounts
        recent = wanted - round(0.9 * self.ended_long_ago)
        firsts = amounts.re_referrals - self._links_made()
        repeated = int((self.first & ~self.tail).sum())
        single = firsts - max(0, repeated - (amounts.re_referred_children - firsts))
        return min(max(0, recent - single), most)

    def _late(self, candidates: np.ndarray, number: int) -> np.ndarray:
        """Draw rather late than early ones: the episode before has to have ended in the year."""
        rows = np.flatnonzero(candidates)
        if number <= 0 or not len(rows):
            return rows[:0]
        days = self.referrals.referred[rows] - self.referrals.referred.min()
        weight = np.maximum(days - ROOM_BEFORE, 0) + 1e-6
        return rows[np.argsort(self.random.random(len(rows)) ** (1 / weight))[-number:]]

    def _re_referred(self, after_opening: np.ndarray) -> np.ndarray:
        """Choose the first referrals of the year that are re-referrals, rather early than late ones."""
        amounts = self.amounts
        firsts = amounts.re_referrals - self._links_made()
        repeated = self.first & ~self.tail
        chosen = np.zeros(len(self.child), dtype=bool)
        of_repeated = int(repeated.sum()) - (amounts.re_referred_children - firsts)
        of_repeated = min(max(0, of_repeated), firsts)
        chosen[self._early(repeated & ~after_opening, of_repeated)] = True
        chosen[self._early(self._free() & ~after_opening, firsts - int(chosen.sum()))] = True
        return chosen

    def _early(self, candidates: np.ndarray, number: int) -> np.ndarray:
        rows = np.flatnonzero(candidates)
        number = min(number, len(rows))
        if number <= 0:
            return rows[:0]
        days = self.referrals.referred[rows] - self.referrals.referred.min()
        weight = np.maximum(345 - days, 0) * (days >= 5) + 1e-6
        return rows[np.argsort(self.random.random(len(rows)) ** (1 / weight))[-number:]]


def matched(
    closed: np.ndarray,
    referred: np.ndarray,
    formers: np.ndarray,
    laters: np.ndarray,
    *,
    number: int,
    random: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """
    Return up to `number` pairs of a former and a later referral, the former closed before the later was made.

    Tries a draw from all, then from ever earlier formers and ever later laters; the earliest closed and the
    latest referred ones are the best there is. No referral is in two pairs.
    """
    formers = formers[np.argsort(closed[formers], kind="stable")]
    laters = laters[np.argsort(-referred[laters], kind="stable")]
    number = min(number, len(formers), len(laters))
    for width in (1.0, 0.75, 0.5, 0.3, 0.15):
        former = _some(formers, number, width, random)
        apart = laters[~np.isin(laters, former)]
        if len(apart) < number:
            continue
        later = _some(apart, number, width, random)
        if (pairs := _paired(closed, referred, former, later)) is not None:
            return pairs
    few, many = 0, number
    while few < many:
        middle = (few + many + 1) // 2
        if _extreme(closed, referred, formers, laters, middle) is None:
            many = middle - 1
        else:
            few = middle
    return _extreme(closed, referred, formers, laters, few)


def _extreme(closed, referred, formers, laters, number):
    """Pair the earliest closed with the latest referred, leaving out of the laters what is a former already."""
    former = formers[:number]
    later = laters[~np.isin(laters, former)][:number]
    return _paired(closed, referred, former, later) if len(later) == len(former) else None


def _some(rows: np.ndarray, number: int, width: float, random: np.random.Generator) -> np.ndarray:
    best = rows[: max(number, round(len(rows) * width))]
    return random.choice(best, size=number, replace=False)


def _paired(
    closed: np.ndarray, referred: np.ndarray, former: np.ndarray, later: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    former = former[np.argsort(closed[former], kind="stable")]
    later = later[np.argsort(referred[later], kind="stable")]
    fits = closed[former] + GAP <= referred[later]
    return (former, later) if fits.all() else None
