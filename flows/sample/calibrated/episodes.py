"""A year of an authority: children, referrals and episodes of need that add up to the published counts."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from flows.sample.calibrated.amounts import Amounts, amounts_of
from flows.sample.calibrated.children import People, among, invented, with_disabled
from flows.sample.calibrated.days import as_dates, as_days
from flows.sample.calibrated.descriptions import described
from flows.sample.calibrated.links import GAP, links_of
from flows.sample.calibrated.referrals import Kind, new_referrals
from flows.sample.calibrated.stock import Stock, close, ended_in_the_year_of_referral, plans_end, stock_of
from flows.sample.calibrated.targets import YearTargets
from flows.sample.calibrated.year_days import MARGIN, ReportingYear, plus_months

FATES = {Kind.NO_FURTHER_ACTION: "no_further_action", Kind.NOT_IN_NEED: "not_in_need", Kind.OPEN: "open"}
COLUMNS = (
    *("child_id", "referral_date", "source", "no_further_action", "primary_need"),
    *("closure_date", "closure_reason", "team", "worker", "fate"),
)

ATTEMPTS = 12  # at dates on which every child can be referred as often as was published; mostly the first does
OF_AGE = 22  # older than this when the year begins, their episodes end before others


@dataclass(frozen=True)
class YearEpisodes:
    """
    A year's children and every episode open on any day of it, with every referral made in it.

    `past`, in the first year, has the referrals of the year before that make some of the first ones re-referrals.
    `next_number` is the number of the next child to be invented.
    """

    children: pd.DataFrame
    disabilities: pd.DataFrame
    referrals: pd.DataFrame
    past: pd.DataFrame
    next_number: int


def episodes_of_year(
    targets: YearTargets,
    *,
    opening: pd.DataFrame | None,
    earlier: pd.DataFrame | None,
    random: np.random.Generator,
    first_number: int,
    known: People | None = None,
) -> YearEpisodes:
    """
    Return a year that adds up to its published counts.

    `opening` has last year's episodes still open (with `plan_open`), `earlier` its referrals that closed, `known`
    the children of the years before.
    """
    amounts = amounts_of(targets)
    best: tuple[int, _Year] | None = None
    for attempt in range(ATTEMPTS):
        year = _Year(amounts, opening, earlier, random, first_number, known or People.nobody())
        year.arrange(hurry=attempt >= ATTEMPTS // 3)
        if best is None or year.shortfall() < best[0]:
            best = year.shortfall(), year
        if best[0] == 0:
            break
    return best[1].episodes()


class _Year:
    def __init__(
        self,
        amounts: Amounts,
        opening: pd.DataFrame | None,
        earlier: pd.DataFrame | None,
        random: np.random.Generator,
        first_number: int,
        known: People,
    ) -> None:
        self.amounts, self.opening, self.earlier, self.random = amounts, opening, earlier, random
        self.known = known
        self.number = first_number
        self.year = ReportingYear(amounts.year)

    def arrange(self, *, hurry: bool) -> None:
        """Draw the days of referral and closure, and decide which of them are the same child's."""
        amounts, random = self.amounts, self.random
        ended_new = ended_in_the_year_of_referral(amounts, self.opening)
        self.new = new_referrals(amounts, ended_new, random, hurry=hurry)
        self.stock = stock_of(amounts, ended_new, opening=self.opening, of_age=self._born_before(OF_AGE), random=random)
        ended_before = (self.stock.fate == "ended") & ~self._on_plan() & self._long_ago()
        self.links = links_of(self.new, amounts, random, ended_long_ago=int(ended_before.sum()))
        self.name = np.full(len(self.new.kind), "", dtype=object)  # of the child, at its first referral of the year
        self.recent = np.zeros(len(self.new.kind), dtype=bool)  # referred less than a year after one of the stock
        self.stock_child = self._children_of_stock()
        self._follow_opening(self.stock_child)

    def shortfall(self) -> int:
        """Return by how many children the arrangement misses the amounts; what nothing later mends counts tenfold."""
        amounts, links, number = self.amounts, self.links, len(self.new.kind)
        followed = self.name != ""

        def pairs(*episodes: np.ndarray) -> int:
            by_child = sum(np.bincount(links.child, weights=each, minlength=number) for each in episodes)
            return int(np.maximum(by_child - 1, 0).sum())

        extras = int((links.before >= 0).sum())
        again = links.re_referred | self.recent
        lasting = (
            abs(extras - (amounts.referrals - amounts.children))
            + abs(extras + int(again.sum()) - amounts.re_referrals)
            + abs(int((again | links.is_repeated).sum()) - amounts.re_referred_children)
            + abs(pairs(self.new.started) - amounts.pairs_started)
        )
        return (
            10 * lasting
            + abs(pairs(self.new.started, followed) - amounts.pairs_any)
            + abs(pairs(self.new.ended, followed) - amounts.pairs_ended)
        )

    def episodes(self) -> YearEpisodes:
        """Name the children and return the frames."""
        past = self._follow_earlier()
        late = self._late(past)
        stock_child = np.concatenate([self.stock_child, late["child_id"].to_numpy(dtype=object)])
        referrals = self._referrals(np.concatenate([stock_child, self._children_of_new()]))
        gone = self._past(past)
        people = self._people(referrals, gone)
        return YearEpisodes(people.children, people.disabilities, referrals, gone, self.number)

    def _new_ids(self, number: int) -> np.ndarray:
        ids = np.array([f"S{self.number + step:07d}" for step in range(number)], dtype=object)
        self.number += number
        return ids

    def _children_of_stock(self) -> np.ndarray:
        row = self.stock.row
        child = np.full(len(row), "", dtype=object)
        known = row >= 0
        if known.any():
            child[known] = self.opening["child_id"].to_numpy(dtype=object)[row[known]]
        child[~known] = self._new_ids(int((~known).sum()))
        return child

    def _on_plan(self) -> np.ndarray:
        row = self.stock.row
        on_plan = np.zeros(len(row), dtype=bool)
        if (row >= 0).any():
            on_plan[row >= 0] = self.opening["plan_open"].to_numpy(dtype=bool)[row[row >= 0]]
        return on_plan

    def _long_ago(self) -> np.ndarray:
        """Return whether an episode of the stock began so early that a referral of the year repeats none by it."""
        return self.stock.referred < plus_months(self.year.first, -12) - MARGIN

    def _follow_opening(self, stock_child: np.ndarray) -> None:
        """Give referrals that follow an episode of the stock its child; first long ones, which make no re-referral."""
        stock, first_of = self.stock, self.new.referred
        followers = np.flatnonzero(self.links.after_opening)
        followers = followers[np.argsort(first_of[followers], kind="stable")]
        of_age = among(pd.Series(stock_child), self._born_before(17))
        earliest = np.where(self._on_plan(), np.maximum(stock.first_closure, plans_end(self.year)), stock.first_closure)
        able = np.flatnonzero((stock.fate == "ended") & (earliest <= stock.last_closure) & ~of_age)
        able = self.random.permutation(able)
        able = able[np.argsort(earliest[able], kind="stable")]
        long_ago = self._long_ago()
        last = stock.last_closure.copy()
        pools: dict[bool, list[int]] = {True: [], False: []}
        next_one = 0
        picks, days = self.random.random(len(followers)), first_of[followers]
        for follower, pick, day, year_before in zip(followers, picks, days, plus_months(days, -12), strict=True):
            while next_one < len(able) and earliest[able[next_one]] + GAP <= day:
                pools[bool(long_ago[able[next_one]])].append(int(able[next_one]))
                next_one += 1
            repeated = self.links.is_repeated
            recent_first = bool(repeated[follower]) and bool((repeated & self.links.re_referred).any())
            pool = pools[not recent_first] or pools[recent_first]
            if not pool:
                continue
            if pool is pools[False] and not recent_first:
                # A year or more before the referral makes no re-referral either.
                oldest = min(range(len(pool)), key=lambda position: stock.referred[pool[position]])
                pick = (oldest + 0.5) / len(pool)
            before = _drawn_from(pool, pick)
            last[before] = min(last[before], day - GAP)
            self.name[follower] = stock_child[before]
            if stock.referred[before] >= year_before:
                self.recent[follower] = True
                self._one_fewer_re_referred(follower)
        self.stock = replace(stock, last_closure=last)
        self.stock.closed = close(self.stock, self._on_plan(), self.year, self.random)

    def _one_fewer_re_referred(self, instead: int) -> None:
        """Let another first referral, with or without a further one as this has, be none after all."""
        alike = self.links.is_repeated == self.links.is_repeated[instead]
        for rows in (np.flatnonzero(self.links.re_referred & alike), np.flatnonzero(self.links.re_referred)):
            if len(rows):
                self.links.re_referred[self.random.choice(rows)] = False
                return

    def _follow_earlier(self) -> list[tuple[int, str]]:
        """
        Give first referrals that are re-referrals the children of last year's referrals, the latest ones first.

        Returns the day and child of those for which an earlier referral has to be invented.
        """
        rows = np.flatnonzero(self.links.re_referred & (self.name == ""))
        rows = rows[np.argsort(-self.new.referred[rows], kind="stable")]
        since = plus_months(self.new.referred[rows], -12) + MARGIN
        days, children = self._earlier_children()
        pool: list[int] = []
        next_one, missing = 0, []
        picks = self.random.random(len(rows))
        for row, earliest, pick in zip(rows, since, picks, strict=True):
            while next_one < len(days) and days[next_one] >= earliest:
                pool.append(next_one)
                next_one += 1
            if pool:
                self.name[row] = children[_drawn_from(pool, pick)]
            else:
                self.name[row] = self._new_ids(1)[0]
                missing.append((int(self.new.referred[row]), self.name[row]))
        return missing

    def _earlier_children(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the last referral of each child of last year that is not open, the latest first."""
        if self.earlier is None or self.earlier.empty:
            return np.zeros(0, dtype="int64"), np.zeros(0, dtype=object)
        latest = self.earlier.sort_values("referral_date").drop_duplicates("child_id", keep="last")
        if self.opening is not None:
            latest = latest[~among(latest["child_id"], self.opening["child_id"])]
        latest = latest[~among(latest["child_id"], self._born_before(17))].iloc[::-1]
        return as_days(latest["referral_date"]), latest["child_id"].to_numpy(dtype=object)

    def _born_before(self, years: int) -> pd.Series:
        """Return the known children who were older than so many years when the year began."""
        children = self.known.children
        return children.loc[as_days(children["birth_date"]) < plus_months(self.year.first, -12 * years), "child_id"]

    def _late(self, missing: list[tuple[int, str]]) -> pd.DataFrame:
        """After the first year, make up for a missing earlier referral by an episode recorded late and cleared."""
        late = pd.DataFrame(missing if self.earlier is not None else [], columns=["day", "child_id"])
        if late.empty:
            return late
        day = late["day"].to_numpy(dtype="int64")
        first = np.maximum(plus_months(day, -12) + MARGIN, plus_months(self.year.first, -9))
        latest = np.maximum(np.minimum(self.year.first - MARGIN, day - 30), first)
        referred = first + (self.random.random(len(day)) * (latest - first + 1)).astype("int64")
        closed = np.maximum(np.minimum(day - GAP, self.year.first + 60), self.year.first)
        number = len(late)
        self.stock = Stock(
            np.concatenate([self.stock.row, np.full(number, -1)]),
            np.concatenate([self.stock.use, np.full(number, "cleared", dtype=object)]),
            np.concatenate([self.stock.referred, referred]),
            np.concatenate([self.stock.first_closure, closed]),
            np.concatenate([self.stock.last_closure, closed]),
            np.concatenate([self.stock.closed, closed]),
        )
        return late

    def _children_of_new(self) -> np.ndarray:
        """Return the child of each of the year's referrals; whoever is not known yet is new."""
        nameless = np.flatnonzero((self.links.before < 0) & (self.name == ""))
        self.name[nameless] = self._new_ids(len(nameless))
        return self.name[self.links.child]

    def _referrals(self, child: np.ndarray) -> pd.DataFrame:
        new, stock = self.new, self.stock
        fates = np.array([FATES.get(kind, "ended") for kind in Kind], dtype=object)
        rows = pd.DataFrame(
            {
                "child_id": child,
                "referred": np.concatenate([stock.referred, new.referred]),
                "closed": np.concatenate([stock.closed, new.closed]),
                "fate": np.concatenate([stock.fate, fates[new.kind]]),
                "is_new": np.concatenate([np.zeros(len(stock.row), dtype=bool), np.ones(len(new.kind), dtype=bool)]),
            }
        )
        frame = described(rows, self.amounts, opening=self.opening, opening_row=stock.row, random=self.random)
        frame["referral_date"] = as_dates(rows["referred"])
        frame["closure_date"] = pd.Series(as_dates(rows["closed"])).mask(rows["fate"] == "no_further_action")
        return frame[list(COLUMNS)].sort_values(["child_id", "referral_date"], ignore_index=True)

    def _past(self, missing: list[tuple[int, str]]) -> pd.DataFrame:
        """In the first year, invent the earlier referrals as ones that led to no further action."""
        rows = missing if self.earlier is None else []
        days = np.array([day for day, _ in rows], dtype="int64")
        first = np.maximum(plus_months(days, -12) + MARGIN, plus_months(self.year.first, -12))
        last = np.maximum(np.minimum(self.year.first - 1, days - GAP), first)
        referred = first + (self.random.random(len(days)) * (last - first + 1)).astype("int64")
        frame = pd.DataFrame({"child_id": [child for _, child in rows], "referral_date": as_dates(referred)})
        frame = frame.assign(
            source="6",
            no_further_action=True,
            primary_need=None,
            closure_date=pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]"),
            closure_reason=None,
            team=None,
            worker=None,
            fate="no_further_action",
        )
        return frame[list(COLUMNS)]

    def _people(self, referrals: pd.DataFrame, past: pd.DataFrame) -> People:
        everyone = pd.concat([past, referrals])[["child_id", "referral_date", "fate"]]
        first = everyone.groupby("child_id")["referral_date"].min()
        open_children = referrals.loc[referrals["fate"] == "open", "child_id"].to_numpy(dtype=object)
        known = self.known.only(first.index)
        strangers = first[~among(first.index, known.children["child_id"])]
        referred = as_days(strangers)
        since_long = np.where(referred < self.year.first, self.year.first, 0)
        is_open = among(strangers.index, open_children)
        ids = strangers.index.to_numpy(dtype=object)
        unknown = invented(ids, referred, np.where(is_open, self.year.last, since_long), self.random)
        return with_disabled(known.and_also(unknown), open_children, self.amounts.disabled, self.random)


def _drawn_from(pool: list[int], pick: float) -> int:
    """Take one out of the pool, which is left in another order; `pick` lies between 0 and 1."""
    position = int(pick * len(pool))
    pool[position], pool[-1] = pool[-1], pool[position]
    return pool.pop()
