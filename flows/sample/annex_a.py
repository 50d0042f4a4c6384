"""What an Annex A workbook of a day says about the histories, in Ofsted's lists."""

import pandas as pd

from expectations.codes import CategoryOfAbuse, ClosureReason, Ethnicity, PrimaryNeed, ReferralSource, Sex
from flows.sample.history import Histories
from transforms.ages import age_in_years


def annex_a_records(histories: Histories, as_at: pd.Timestamp) -> dict[str, pd.DataFrame]:
    """Return the six lists for the six months that end on a day, as they were known on that day."""
    start = as_at + pd.Timedelta(days=1) - pd.DateOffset(months=6)
    worker = histories.referrals[["child_id", "referral_date", "team", "worker"]]
    people = _people(histories, as_at)
    lists = {
        "list_1": _contacts(histories.contacts, start, as_at),
        "list_3": _referrals(histories.referrals, start, as_at),
        "list_4": _assessments(histories.assessments.merge(worker), start, as_at),
        "list_5": _enquiries(histories.enquiries.merge(worker), start, as_at),
        "list_6": _children_in_need(histories, start, as_at),
        "list_7": _plans(histories, worker, start, as_at),
    }
    return {name: _finished(people.merge(rows, on="child_id"), name) for name, rows in lists.items()}


def _people(histories: Histories, as_at: pd.Timestamp) -> pd.DataFrame:
    children = histories.children
    disabled = set(histories.disabilities.query("disability != 'NONE'")["child_id"])
    labels = {"M": "a) Male", "F": "b) Female", Sex.NOT_STATED.value: "c) Not stated/recorded"}
    born = children["birth_date"] <= as_at
    return pd.DataFrame(
        {
            "child_id": children["child_id"],
            "gender": children["sex"].where(born, "U").map(labels),
            "ethnicity": children["ethnicity"].map(lambda code: f"{code} - {Ethnicity(code).label}"),
            "date_of_birth": children["birth_date"].where(born),
            "age_of_child_years": age_in_years(children["birth_date"], pd.Series(as_at, index=children.index)).where(
                born
            ),
            "does_the_child_have_a_disability": children["child_id"]
            .isin(disabled)
            .map({True: "a) Yes", False: "b) No"}),
        }
    )


def _contacts(contacts: pd.DataFrame, start: pd.Timestamp, as_at: pd.Timestamp) -> pd.DataFrame:
    rows = contacts[contacts["contact_date"].between(start, as_at)]
    return pd.DataFrame(
        {
            "child_id": rows["child_id"],
            "date_of_contact": rows["contact_date"],
            "contact_source": _source(rows["source"]),
        }
    )


def _referrals(referrals: pd.DataFrame, start: pd.Timestamp, as_at: pd.Timestamp) -> pd.DataFrame:
    rows = referrals[referrals["referral_date"].between(start, as_at)]
    return pd.DataFrame(
        {
            "child_id": rows["child_id"],
            "date_of_referral": rows["referral_date"],
            "referral_source": _source(rows["source"]),
            "referral_nfa": _yes_no(rows["no_further_action"]),
            "number_of_referrals_in_last_12_months": "1",
            "allocated_team": rows["team"],
            "allocated_worker": rows["worker"],
        }
    )


def _assessments(assessments: pd.DataFrame, start: pd.Timestamp, as_at: pd.Timestamp) -> pd.DataFrame:
    rows = assessments[
        (assessments["start_date"] <= as_at) & (assessments["authorisation_date"] >= start)
    ].drop_duplicates(["child_id", "start_date"])
    authorised = rows["authorisation_date"] <= as_at
    return pd.DataFrame(
        {
            "child_id": rows["child_id"],
            "continuous_assessment_start_date": rows["start_date"],
            "child_seen_during_continuous_assessment": "a) Yes",
            "continuous_assessment_date_of_authorisation": rows["authorisation_date"].where(authorised),
            "was_the_child_assessed_as_requiring_la_childrens_social_care_support": _yes_no(
                rows["support_required"]
            ).where(authorised),
            "allocated_team": rows["team"],
            "allocated_worker": rows["worker"],
        }
    )


def _enquiries(enquiries: pd.DataFrame, start: pd.Timestamp, as_at: pd.Timestamp) -> pd.DataFrame:
    rows = enquiries[enquiries["start_date"].between(start, as_at)]
    held = rows["conference_date"] <= as_at
    return pd.DataFrame(
        {
            "child_id": rows["child_id"],
            "strategy_discussion_initiating_section_47_enquiry_start_date": rows["start_date"],
            "was_an_initial_child_protection_conference_deemed_unnecessary": _yes_no(rows["target_date"].isna()),
            "date_of_initial_child_protection_conference": rows["conference_date"].where(held),
            "did_the_initial_child_protection_conference_result_in_a_child_protection_plan": _yes_no(
                rows["plan_outcome"]
            ).where(held),
            "number_of_section_47_enquiries_in_the_last_12_months": "1",
            "number_of_icpcs_in_the_last_12_months": held.astype(int).astype("str"),
            "allocated_team": rows["team"],
            "allocated_worker": rows["worker"],
        }
    )


def _children_in_need(histories: Histories, start: pd.Timestamp, as_at: pd.Timestamp) -> pd.DataFrame:
    episodes = histories.referrals[~histories.referrals["no_further_action"].astype(bool)]
    rows = episodes[(episodes["referral_date"] <= as_at) & (episodes["closure_date"] >= start)]
    closed = rows["closure_date"] <= as_at
    plans = histories.plans
    on_plan = set(plans.loc[(plans["start_date"] <= as_at) & (plans["end_date"] > as_at), "child_id"])
    status = pd.Series("c) Child in need plan", index=rows.index)
    status = status.where(~rows["child_id"].isin(on_plan), "b) Child Protection plan").where(
        ~closed, "e) Closed episode"
    )
    return pd.DataFrame(
        {
            "child_id": rows["child_id"],
            "cin_start_date": rows["referral_date"],
            "primary_need_code": rows["primary_need"].map(
                lambda code: f"{code} - {PrimaryNeed(code).label}", na_action="ignore"
            ),
            "date_child_was_last_seen": pd.NaT,
            "cin_closure_date": rows["closure_date"].where(closed),
            "reason_for_closure": rows["closure_reason"]
            .map(lambda code: f"{code} - {ClosureReason(code).label}", na_action="ignore")
            .where(closed),
            "case_status": status,
            "allocated_team": rows["team"],
            "allocated_worker": rows["worker"],
        }
    )


def _plans(histories: Histories, worker: pd.DataFrame, start: pd.Timestamp, as_at: pd.Timestamp) -> pd.DataFrame:
    plans = histories.plans.merge(worker, on=["child_id", "referral_date"])
    rows = plans[(plans["start_date"] <= as_at) & (plans["end_date"] >= start)]
    reviews = histories.reviews[histories.reviews["review_date"] <= as_at]
    latest = reviews.groupby(["child_id", "start_date"])["review_date"].max().rename("latest").reset_index()
    rows = rows.merge(latest, on=["child_id", "start_date"], how="left")
    ended = rows["end_date"] <= as_at
    return pd.DataFrame(
        {
            "child_id": rows["child_id"],
            "child_protection_plan_start_date": rows["start_date"],
            "initial_category_of_abuse": _category(rows["initial_category"]),
            "latest_category_of_abuse": _category(rows["latest_category"]),
            "date_of_the_last_statutory_visit": pd.NaT,
            "was_the_child_seen_alone": "a) Yes",
            "date_of_latest_review_conference": rows["latest"],
            "child_protection_plan_end_date": rows["end_date"].where(ended),
            "subject_to_emergency_protection_order_or_protected_under_police_powers_in_last_six_months": "b) No",
            "number_of_previous_child_protection_plans": rows["number_of_previous_plans"].astype("str"),
            "allocated_team": rows["team"],
            "allocated_worker": rows["worker"],
        }
    )


def _source(codes: pd.Series) -> pd.Series:
    return codes.map(lambda code: f"{code}: {ReferralSource(code).label}")


def _category(codes: pd.Series) -> pd.Series:
    return codes.map(lambda code: CategoryOfAbuse(code).label)


def _yes_no(values: pd.Series) -> pd.Series:
    return values.map({True: "a) Yes", False: "b) No"})


def _finished(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Name the child as Ofsted does, leave out what the list has no column for, and make text of everything."""
    rows = rows.rename(columns={"child_id": "child_unique_id"})
    if name in ("list_1", "list_3"):
        rows = rows.drop(columns="does_the_child_have_a_disability")
    for column in rows:
        values = rows[column]
        rows[column] = (
            values.dt.strftime("%Y-%m-%d") if pd.api.types.is_datetime64_any_dtype(values) else values
        ).astype("str")
    return rows.reset_index(drop=True)
