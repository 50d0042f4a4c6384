"""Plants the faults that real extracts have, and writes down every one of them."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

Records = dict[str, pd.DataFrame]


@dataclass
class Spoiler:
    """
    Spoils a share of rows.

    `answers` states for each fault the file, the dataset, the rule that must find it, and what becomes of it: the row
    or the value is held back, or the row is dropped, or it is loaded and shown. Never which child it is.
    No row has two faults, since one could hide the other.
    """

    share: float
    random: np.random.Generator
    answers: list[dict[str, str]] = field(default_factory=list)
    spoiled: set[tuple[str, str, int]] = field(default_factory=set)

    def spoil_census(self, records: Records, *, file: str) -> Records:
        """
        Plant faults in a census.

        A plan that ends before it starts, an unknown code, an unreadable date; an assessment without its factors and a
        plan of one day, about which DfE asks.
        """
        spoiled = dict(records)
        spoiled["assessment_factors"] = self._without_factors(spoiled, file)
        self._each(spoiled, "child_protection_plans", file, "8925", "row", self._ends_before_it_starts)
        self._each(spoiled, "cin_details", file, "unknown:source", "value", self._set("ReferralSource", "XX"))
        self._each(spoiled, "assessments", file, "unreadable:authorisation_date", "row", self._unreadable_date)
        self._each(spoiled, "cin_plan_dates", file, "4012Q", "shown", self._of_one_day)
        return spoiled

    def spoil_ssda903(self, records: Records, *, file: str) -> Records:
        """Plant faults in an SSDA903: a date of a review that there is not, a score beyond the questionnaire's 40."""
        spoiled = dict(records)
        self._each(spoiled, "reviews", file, "unreadable:review_date", "row", self._set("REVIEW", "31/02/2023"))
        self._each(spoiled, "oc2", file, "unreadable:sdq_score", "value", self._set("SDQ_SCORE", "55"))
        return spoiled

    def spoil_annex_a(self, records: Records, *, file: str) -> Records:
        """Plant faults in a workbook: spaces that do not break, #N/A, restated rows, an unknown code."""
        spoiled = dict(records)
        spoiled["list_3"] = self._without_worker(spoiled["list_3"])
        self._each(spoiled, "list_1", file, "unknown:source", "value", self._set("contact_source", "See case note"))
        spoiled["list_6"] = self._restated(spoiled["list_6"], file)
        return spoiled

    def _each(self, records: Records, kind: str, file: str, rule: str, held: str, spoil) -> None:
        if kind not in records:
            return
        frame = records[kind].copy()
        for row in self._chosen(frame):
            if (file, kind, row) not in self.spoiled and spoil(frame, row):
                self.spoiled.add((file, kind, row))
                self.answers.append({"file": file, "records": kind, "rule": rule, "held": held})
        records[kind] = frame

    def _chosen(self, frame: pd.DataFrame) -> np.ndarray:
        return np.flatnonzero(self.random.random(len(frame)) < self.share)

    def _ends_before_it_starts(self, plans: pd.DataFrame, row: int) -> bool:
        end = pd.Timestamp(plans.at[row, "CPPstartDate"]) - pd.Timedelta(days=3)
        plans.at[row, "CPPendDate"] = f"{end:%Y-%m-%d}"
        return True

    def _unreadable_date(self, assessments: pd.DataFrame, row: int) -> bool:
        assessments.at[row, "AssessmentAuthorisationDate"] = "2023-02-31"
        return True

    def _of_one_day(self, plans: pd.DataFrame, row: int) -> bool:
        """Let a plan start on the day it ends, if it has ended."""
        plans.at[row, "CINPlanStartDate"] = plans["CINPlanEndDate"].fillna(plans["CINPlanStartDate"])[row]
        return pd.notna(plans.at[row, "CINPlanEndDate"])

    def _without_factors(self, records: Records, file: str) -> pd.DataFrame:
        """Leave out what was found in assessments that are completed."""
        assessments, factors = records["assessments"], records["assessment_factors"]
        of, found_in = (
            pd.MultiIndex.from_frame(rows[["LAchildID", "CINreferralDate", "AssessmentActualStartDate"]])
            for rows in (assessments, factors)
        )
        able = assessments["AssessmentAuthorisationDate"].notna().to_numpy() & of.isin(found_in)
        chosen = [row for row in self._chosen(assessments) if able[row]]
        self.spoiled.update((file, "assessments", row) for row in chosen)
        self.answers.extend({"file": file, "records": "assessments", "rule": "8897Q", "held": "shown"} for _ in chosen)
        return factors[~found_in.isin(of[chosen])].reset_index(drop=True)

    def _set(self, column: str, value: str):
        def spoil(frame: pd.DataFrame, row: int) -> bool:
            frame.at[row, column] = value
            return True

        return spoil

    def _without_worker(self, referrals: pd.DataFrame) -> pd.DataFrame:
        """Names with a space that does not break, and #N/A where a look-up failed: untidy, but no fault."""
        messy = referrals.copy()
        messy["allocated_worker"] = messy["allocated_worker"].str.replace(" ", "\N{NO-BREAK SPACE}", n=1, regex=False)
        messy.loc[self._chosen(messy), "allocated_worker"] = "#N/A"
        return messy

    def _restated(self, children: pd.DataFrame, file: str) -> pd.DataFrame:
        """The same row twice, as joins in a report make them."""
        again = children.iloc[self._chosen(children)]
        self.answers.extend(
            {"file": file, "records": "list_6", "rule": "duplicate_exact", "held": "dropped"} for _ in range(len(again))
        )
        return pd.concat([children, again], ignore_index=True)
