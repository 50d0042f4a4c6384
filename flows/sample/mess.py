"""Plants the faults that real extracts have, and writes down every one of them."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

Records = dict[str, pd.DataFrame]


@dataclass
class Spoiler:
    """
    Spoils a share of rows.

    `answers` states for each fault the file, the dataset, the rule that must find it, and whether the row is
    held back; never which child it is.
    """

    share: float
    random: np.random.Generator
    answers: list[dict[str, str]] = field(default_factory=list)

    def spoil_census(self, records: Records, *, file: str) -> Records:
        """Plant faults in a census: a plan that ends before it starts, an unknown code, an unreadable date."""
        spoiled = dict(records)
        self._each(spoiled, "child_protection_plans", file, "8925", "row", self._ends_before_it_starts)
        self._each(spoiled, "cin_details", file, "unknown:source", "value", self._set("ReferralSource", "XX"))
        self._each(spoiled, "assessments", file, "unreadable:authorisation_date", "row", self._unreadable_date)
        return spoiled

    def spoil_annex_a(self, records: Records, *, file: str) -> Records:
        """Plant faults in a workbook: spaces that do not break, #N/A, restated rows, an unknown code."""
        spoiled = dict(records)
        spoiled["list_3"] = self._without_worker(spoiled["list_3"])
        self._each(spoiled, "list_1", file, "unknown:source", "value", self._set("contact_source", "See case note"))
        spoiled["list_6"] = self._restated(spoiled["list_6"], file)
        return spoiled

    def _each(self, records: Records, kind: str, file: str, rule: str, held: str, spoil) -> None:
        frame = records[kind].copy()
        for row in self._chosen(frame):
            if spoil(frame, row):
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
