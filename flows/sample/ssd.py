"""What the Standard Safeguarding Dataset of a day holds about the histories, in its own tables and fields."""

import pandas as pd

from flows.sample.history import TEAMS, WORKERS, Histories
from flows.sources.ssd_tables import TABLES

MONTHS = 72
DAYS_BETWEEN_VISITS = {"cin_visits": 28, "cp_visits": 14}

_TEAM_IDS = {team: f"T{number:02}" for number, team in enumerate(TEAMS, start=1)}
_WORKER_IDS = {worker: f"W{number:03}" for number, worker in enumerate(WORKERS, start=1)}


def ssd_records(histories: Histories, as_at: pd.Timestamp, *, months: int = MONTHS) -> dict[str, pd.DataFrame]:
    """Return the tables of the months that end on a day, as they were known on that day, as text."""
    start = as_at + pd.Timedelta(days=1) - pd.DateOffset(months=months)
    referrals = _referrals(histories.referrals, start, as_at)
    episodes = referrals[["child_id", "referral_date", "referral_id", "team_id", "worker_id"]]
    assessments = _numbered(_open_in(histories.assessments.merge(episodes), start, as_at, "authorisation_date"), "A")
    enquiries = histories.enquiries.merge(episodes)
    enquiries = _numbered(enquiries[enquiries["start_date"].between(start, as_at)], "E")
    needs_plans = _numbered(_open_in(histories.needs_plans.merge(episodes), start, as_at, "end_date"), "N")
    plans = _numbered(_open_in(histories.plans.merge(episodes), start, as_at, "end_date"), "P")
    reviews = histories.reviews.merge(plans[["child_id", "start_date", "id"]])
    contacts = histories.contacts[histories.contacts["contact_date"].between(start, as_at)]
    seen = pd.concat([contacts["child_id"], referrals["child_id"]]).unique()
    records = {
        "person": _people(histories.children[histories.children["child_id"].isin(seen)], as_at),
        "disability": _named(
            histories.disabilities[histories.disabilities["child_id"].isin(seen)],
            child_id="disa_person_id",
            disability="disa_disability_code",
        ),
        "contacts": _named(
            _numbered(contacts, "C"),
            id="cont_contact_id",
            child_id="cont_person_id",
            contact_date="cont_contact_date",
            source="cont_contact_source_code",
        ),
        "cin_episodes": _named(
            referrals.assign(nfa=_yes_no(referrals["no_further_action"])),
            referral_id="cine_referral_id",
            child_id="cine_person_id",
            referral_date="cine_referral_date",
            primary_need="cine_cin_primary_need_code",
            source="cine_referral_source_code",
            nfa="cine_referral_nfa",
            closure_reason="cine_close_reason",
            closure_date="cine_close_date",
            team_id="cine_referral_team",
            worker_id="cine_referral_worker_id",
        ),
        "cin_assessments": _named(
            assessments,
            id="cina_assessment_id",
            child_id="cina_person_id",
            referral_id="cina_referral_id",
            start_date="cina_assessment_start_date",
            authorisation_date="cina_assessment_auth_date",
            team_id="cina_assessment_team",
            worker_id="cina_assessment_worker_id",
        ),
        "assessment_factors": _factors(histories.factors, assessments),
        "cin_plans": _named(
            needs_plans,
            id="cinp_cin_plan_id",
            referral_id="cinp_referral_id",
            child_id="cinp_person_id",
            start_date="cinp_cin_plan_start_date",
            end_date="cinp_cin_plan_end_date",
        ),
        "cin_visits": _visits(needs_plans, as_at, "cin_visits").drop(columns="cinv_plan_id"),
        "s47_enquiry": _named(
            enquiries,
            id="s47e_s47_enquiry_id",
            referral_id="s47e_referral_id",
            child_id="s47e_person_id",
            start_date="s47e_s47_start_date",
            team_id="s47e_s47_completed_by_team",
            worker_id="s47e_s47_completed_by_worker_id",
        ),
        "initial_cp_conference": _conferences(enquiries, histories.conferences, episodes, as_at),
        "cp_plans": _named(
            plans.assign(other_authority="N"),
            id="cppl_cp_plan_id",
            referral_id="cppl_referral_id",
            child_id="cppl_person_id",
            start_date="cppl_cp_plan_start_date",
            end_date="cppl_cp_plan_end_date",
            initial_category="cppl_cp_plan_initial_category",
            other_authority="cppl_cp_plan_ola",
            latest_category="cppl_cp_plan_latest_category",
        ),
        "cp_visits": _visits(plans, as_at, "cp_visits").rename(columns={"cppv_plan_id": "cppv_cp_plan_id"}),
        "cp_reviews": _named(
            reviews[reviews["review_date"].between(start, as_at)],
            child_id="cppr_person_id",
            id="cppr_cp_plan_id",
            review_date="cppr_cp_review_date",
        ),
        "professionals": pd.DataFrame(
            {"prof_professional_id": list(_WORKER_IDS.values()), "prof_professional_job_title": "Social worker"}
        ),
        "department": pd.DataFrame({"dept_team_id": list(_TEAM_IDS.values()), "dept_team_name": list(_TEAM_IDS)}),
    }
    return {name: _as_text(rows.reindex(columns=TABLES[name].columns)) for name, rows in records.items()}


def _referrals(referrals: pd.DataFrame, start: pd.Timestamp, as_at: pd.Timestamp) -> pd.DataFrame:
    """Keep the episodes that were open in the years, and the referrals of the years that led to nothing further."""
    nothing_further = referrals["no_further_action"].astype(bool)
    made = nothing_further & referrals["referral_date"].between(start, as_at)
    opened = _open_in(referrals[~nothing_further], start, as_at, "closure_date", begins="referral_date")
    rows = pd.concat([opened, referrals[made]]).sort_values(["child_id", "referral_date"], ignore_index=True)
    return rows.assign(
        referral_id=[f"R{number:06}" for number in range(1, len(rows) + 1)],
        closure_reason=rows["closure_reason"].where(rows["closure_date"].notna()),
        team_id=rows["team"].map(_TEAM_IDS),
        worker_id=rows["worker"].map(_WORKER_IDS),
    )


def _open_in(
    rows: pd.DataFrame, start: pd.Timestamp, as_at: pd.Timestamp, ends: str, *, begins: str = "start_date"
) -> pd.DataFrame:
    """Keep what was open on any of the days; what ended later had not ended yet."""
    kept = rows[(rows[begins] <= as_at) & (rows[ends].isna() | (rows[ends] >= start))]
    return kept.assign(**{ends: kept[ends].where(kept[ends] <= as_at)})


def _people(children: pd.DataFrame, as_at: pd.Timestamp) -> pd.DataFrame:
    unborn = children["birth_date"] > as_at
    return pd.DataFrame(
        {
            "pers_person_id": children["child_id"],
            "pers_sex": children["sex"].where(~unborn, "U"),
            "pers_ethnicity": children["ethnicity"],
            "pers_dob": children["birth_date"].where(~unborn),
            "pers_upn_unknown": "UN1",
            "pers_expected_dob": children["birth_date"].where(unborn),
        }
    )


def _factors(factors: pd.DataFrame, assessments: pd.DataFrame) -> pd.DataFrame:
    """Return the factors of each authorised assessment as one JSON list."""
    authorised = assessments.loc[assessments["authorisation_date"].notna(), ["child_id", "start_date", "id"]]
    by_assessment = factors.merge(authorised).groupby("id")["factor"]
    lists = by_assessment.agg(lambda codes: "[" + ", ".join(f'"{code}"' for code in sorted(set(codes))) + "]")
    return pd.DataFrame({"cinf_assessment_id": lists.index, "cinf_assessment_factors_json": lists.to_numpy()})


def _conferences(
    enquiries: pd.DataFrame, others: pd.DataFrame | None, episodes: pd.DataFrame, as_at: pd.Timestamp
) -> pd.DataFrame:
    """Return the conferences that enquiries led to, and those of children who moved in, held by a day."""
    led_to = enquiries.assign(enquiry_id=enquiries["id"], transfer_in="N", flag=_yes_no(enquiries["plan_outcome"]))
    held = led_to if others is None else pd.concat([led_to, others.merge(episodes).assign(transfer_in="Y")])
    held = held[held["conference_date"] <= as_at].sort_values(["child_id", "conference_date"])
    return _named(
        _numbered(held.drop(columns="id"), "K"),
        id="icpc_icpc_id",
        enquiry_id="icpc_s47_enquiry_id",
        child_id="icpc_person_id",
        referral_id="icpc_referral_id",
        transfer_in="icpc_icpc_transfer_in",
        target_date="icpc_icpc_target_date",
        conference_date="icpc_icpc_date",
        flag="icpc_icpc_outcome_cp_flag",
        team_id="icpc_icpc_team",
        worker_id="icpc_icpc_worker_id",
    )


def _visits(plans: pd.DataFrame, as_at: pd.Timestamp, name: str) -> pd.DataFrame:
    """Return visits at regular distances for as long as a plan was open."""
    kind, prefix = name, {"cin_visits": "cinv", "cp_visits": "cppv"}[name]
    distance = f"{DAYS_BETWEEN_VISITS[kind]}D"
    days = [
        pd.date_range(plan.start_date, min(plan.end_date, as_at) if pd.notna(plan.end_date) else as_at, freq=distance)[
            1:
        ]
        for plan in plans.itertuples()
    ]
    visited = plans.assign(day=days).explode("day").dropna(subset=["day"])
    field = name.removesuffix("s")
    return pd.DataFrame(
        {
            f"{prefix}_{field}_id": [f"V{number:07}" for number in range(1, len(visited) + 1)],
            f"{prefix}_person_id": visited["child_id"].to_numpy(),
            f"{prefix}_plan_id": visited["id"].to_numpy(),
            f"{prefix}_{field}_date": pd.to_datetime(visited["day"]).to_numpy(),
            f"{prefix}_{field}_seen": "Y",
        }
    )


def _numbered(rows: pd.DataFrame, letter: str) -> pd.DataFrame:
    return rows.assign(id=[f"{letter}{number:06}" for number in range(1, len(rows) + 1)])


def _yes_no(answers: pd.Series) -> pd.Series:
    return answers.map({True: "Y", False: "N"})


def _named(rows: pd.DataFrame, **fields: str) -> pd.DataFrame:
    return rows[list(fields)].rename(columns=fields)


def _as_text(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the table as text: dates in ISO form, NA where there is nothing."""
    dates = rows.select_dtypes("datetime").columns
    return (
        rows.assign(**{name: rows[name].dt.strftime("%Y-%m-%d") for name in dates}).reset_index(drop=True).astype("str")
    )
