"""What a children in need census of a year says about the histories, in the census's own elements."""

from collections.abc import Mapping

import pandas as pd

from flows.sample.history import Histories

IN_FORCE_SINCE_2023 = {"5D": "5B", "RC9": "RC8"}


def census_records(
    histories: Histories, year: int, *, pupil_numbers: Mapping[str, str] | None = None
) -> dict[str, pd.DataFrame]:
    """
    Return the records of the census for the year ending 31 March.

    Every episode open on any day of the year is in it, as it was known on the last day.
    `pupil_numbers` are those of children who have one; the others have none yet.
    """
    start, end = pd.Timestamp(year - 1, 4, 1), pd.Timestamp(year, 3, 31)
    referrals = _referrals(histories.referrals, start, end)
    episodes = referrals[["child_id", "referral_date"]]
    children = histories.children.merge(episodes[["child_id"]].drop_duplicates())
    assessments = _open_in(_within(histories.assessments, episodes), start, end, ends="authorisation_date")
    factors = _within(histories.factors, episodes).merge(
        assessments.loc[assessments["authorisation_date"].notna(), ["child_id", "start_date"]]
    )
    enquiries = _enquiries(_within(histories.enquiries, episodes), start, end)
    needs_plans = _open_in(_within(histories.needs_plans, episodes), start, end, ends="end_date")
    plans = _open_in(_within(histories.plans, episodes), start, end, ends="end_date")
    reviews = _within(histories.reviews, episodes).merge(plans[["child_id", "start_date"]])
    reviews = reviews[reviews["review_date"] <= end]
    disabilities = histories.disabilities.merge(children[["child_id"]])
    records = {
        "children": _children(children, year, end, pupil_numbers or {}),
        "disabilities": disabilities.rename(columns={"child_id": "LAchildID", "disability": "Disability"}),
        "cin_details": _details(_with_conference(referrals, histories.conferences, start, end), year),
        "assessments": _keyed(
            assessments,
            start_date="AssessmentActualStartDate",
            authorisation_date="AssessmentAuthorisationDate",
        ),
        "assessment_factors": _keyed(factors, start_date="AssessmentActualStartDate", factor="AssessmentFactors"),
        "section_47": _section_47(enquiries),
        "child_protection_plans": _plans(plans),
        "reviews": _keyed(reviews, start_date="CPPstartDate", review_date="CPPreviewDate"),
    }
    if year >= 2022:
        records["cin_plan_dates"] = _keyed(needs_plans, start_date="CINPlanStartDate", end_date="CINPlanEndDate")
    return {kind: _as_text(frame) for kind, frame in records.items()}


def _referrals(referrals: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    no_further_action = referrals["no_further_action"].astype(bool)
    made_in_year = no_further_action & referrals["referral_date"].between(start, end)
    episodes = _open_in(referrals[~no_further_action], start, end, ends="closure_date", begins="referral_date")
    episodes["closure_reason"] = episodes["closure_reason"].where(episodes["closure_date"].notna())
    return pd.concat([episodes, referrals[made_in_year]]).sort_values(["child_id", "referral_date"])


def _open_in(
    rows: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp, *, ends: str, begins: str = "start_date"
) -> pd.DataFrame:
    """Keep what was open on any day of the year; what ended later had not ended yet."""
    kept = rows[(rows[begins] <= end) & (rows[ends].isna() | (rows[ends] >= start))].copy()
    kept[ends] = kept[ends].where(kept[ends] <= end)
    return kept


def _within(rows: pd.DataFrame, episodes: pd.DataFrame) -> pd.DataFrame:
    return rows.merge(episodes, on=["child_id", "referral_date"])


def _enquiries(enquiries: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    known = enquiries.copy()
    known["conference_date"] = known["conference_date"].where(known["conference_date"] <= end)
    in_year = known["start_date"].between(start, end) | known["conference_date"].between(start, end)
    return known[in_year]


def _with_conference(
    referrals: pd.DataFrame, conferences: pd.DataFrame | None, start: pd.Timestamp, end: pd.Timestamp
) -> pd.DataFrame:
    """Add the conference of the year that no enquiry led to."""
    if conferences is None:
        return referrals.assign(conference_date=pd.Series(pd.NaT, index=referrals.index, dtype="datetime64[s]"))
    in_year = conferences[conferences["conference_date"].between(start, end)]
    return referrals.merge(in_year, how="left", on=["child_id", "referral_date"])


def _children(children: pd.DataFrame, year: int, end: pd.Timestamp, pupil_numbers: Mapping[str, str]) -> pd.DataFrame:
    unborn = children["birth_date"] > end
    numbers = children["child_id"].map(pupil_numbers).astype("str")
    sex = children["sex"].where(~unborn, "U")
    sex_element = "Sex" if year >= 2025 else "GenderCurrent"
    return pd.DataFrame(
        {
            "LAchildID": children["child_id"],
            "UPN": numbers,
            "UPNunknown": pd.Series("UN1", index=children.index, dtype="str").mask(numbers.notna()),
            "PersonBirthDate": children["birth_date"].where(~unborn),
            "ExpectedPersonBirthDate": children["birth_date"].where(unborn),
            sex_element: sex if year >= 2025 else sex.map({"M": "1", "F": "2", "U": "0"}),
            "Ethnicity": children["ethnicity"],
        }
    )


def _details(referrals: pd.DataFrame, year: int) -> pd.DataFrame:
    recoded = referrals if year >= 2023 else referrals.replace(IN_FORCE_SINCE_2023)
    return pd.DataFrame(
        {
            "LAchildID": recoded["child_id"],
            "CINreferralDate": recoded["referral_date"],
            "ReferralSource": recoded["source"],
            "PrimaryNeedCode": recoded["primary_need"],
            "CINclosureDate": recoded["closure_date"],
            "ReasonForClosure": recoded["closure_reason"],
            "DateOfInitialCPC": recoded["conference_date"],
            "ReferralNFA": recoded["no_further_action"].map({True: "1", False: "0"}),
        }
    )


def _section_47(enquiries: pd.DataFrame) -> pd.DataFrame:
    keyed = _keyed(
        enquiries, start_date="S47ActualStartDate", target_date="InitialCPCtarget", conference_date="DateOfInitialCPC"
    )
    return keyed.assign(ICPCnotRequired=enquiries["target_date"].isna().map({True: "1", False: "0"}).to_numpy())


def _plans(plans: pd.DataFrame) -> pd.DataFrame:
    return _keyed(
        plans,
        start_date="CPPstartDate",
        end_date="CPPendDate",
        initial_category="InitialCategoryOfAbuse",
        latest_category="LatestCategoryOfAbuse",
        number_of_previous_plans="NumberOfPreviousCPP",
    )


def _keyed(rows: pd.DataFrame, **elements: str) -> pd.DataFrame:
    names = {"child_id": "LAchildID", "referral_date": "CINreferralDate"} | elements
    return rows[list(names)].rename(columns=names)


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame as text: dates in ISO form, NA where there is nothing."""
    text = frame.reset_index(drop=True).copy()
    for name in text:
        values = text[name]
        text[name] = (
            values.dt.strftime("%Y-%m-%d") if pd.api.types.is_datetime64_any_dtype(values) else values
        ).astype("str")
    return text
