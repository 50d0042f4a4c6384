"""What one table of the SSD says only by the identifier of a row in another, put where the datasets have it."""

import pandas as pd

from expectations.codes import ReferralSource
from transforms.spellings import spellings_of

Records = dict[str, pd.DataFrame]

TEAMS = (
    "cine_referral_team",
    "cina_assessment_team",
    "cinp_cin_plan_team",
    "s47e_s47_completed_by_team",
    "icpc_icpc_team",
    "clea_care_leaver_allocated_team",
    "invo_professional_team",
    "prof_professional_department",
)
"""Fields that hold the identifier of a team, or its name."""

_CARE_ENDED = "X1"  # the reason of an episode that ends because the next begins
_PUPIL_NUMBERS = frozenset(["unique pupil number", "upn"])
_OUTCOMES = {"decision to issue care proceedings": "ISSUE", "decision to step down": "STEP DOWN"}


def joined(records: Records) -> Records:
    """Return the tables with the columns that follow from other tables, under names of our own without a prefix."""
    tables = {name: _with_team_names(rows, records.get("department")) for name, rows in records.items()}
    days = _lookup(records, "cin_episodes", "cine_referral_id", "cine_referral_date")
    for name, prefix in (
        ("cin_assessments", "cina"),
        ("cin_plans", "cinp"),
        ("s47_enquiry", "s47e"),
        ("cp_plans", "cppl"),
    ):
        tables = _with(tables, name, referral_date=(f"{prefix}_referral_id", days))
    plans = _lookup(records, "cp_plans", "cppl_cp_plan_id", "cppl_cp_plan_start_date")
    for name, prefix in (("cp_reviews", "cppr"), ("cp_visits", "cppv")):
        tables = _with(tables, name, plan_start_date=(f"{prefix}_cp_plan_id", plans))
    children = _lookup(records, "cin_assessments", "cina_assessment_id", "cina_person_id")
    starts = _lookup(records, "cin_assessments", "cina_assessment_id", "cina_assessment_start_date")
    tables = _with(
        tables,
        "assessment_factors",
        child_id=("cinf_assessment_id", children),
        assessment_start_date=("cinf_assessment_id", starts),
    )
    in_care = _lookup(records, "cla_episodes", "clae_cla_id", "clae_person_id")
    tables = _with(tables, "cla_reviews", child_id=("clar_cla_id", in_care))
    numbers = _pupil_numbers(records.get("linked_identifiers"))
    tables = _with(tables, "person", upn=("pers_person_id", numbers))
    for name, prefix in (("contacts", "cont_contact"), ("cin_episodes", "cine_referral")):
        if name in tables:
            tables[name] = tables[name].assign(source=_source(tables[name], prefix))
    return _with_conferences(_with_words(tables))


def periods_of_care(episodes: pd.DataFrame, placements: pd.DataFrame | None) -> pd.DataFrame:
    """
    Return a row for each period of being looked after: the episodes that share an identifier of the period.

    The period has ended if its latest episode has, for another reason than that the next begins.
    """
    if "clae_cla_id" not in episodes:
        return episodes.iloc[:0]
    rows = episodes.dropna(subset=["clae_person_id", "clae_cla_episode_start_date", "clae_cla_id"])
    ordered = rows.assign(period=rows["clae_cla_id"], day=iso_days(rows["clae_cla_episode_start_date"])).sort_values(
        ["clae_person_id", "period", "day", "row_number"], kind="stable"
    )
    keys = ["clae_person_id", "period"]
    latest = ordered.groupby(keys, sort=False).tail(1).copy()
    firsts = ordered.groupby(keys, sort=False).head(1).set_index(keys)["clae_cla_episode_start_date"]
    first = pd.Series(firsts.reindex(pd.MultiIndex.from_frame(latest[keys])).to_numpy(), index=latest.index)
    entered = latest.get("clae_entered_care_date", pd.Series(None, index=latest.index, dtype="str"))
    reason = latest.get("clae_cla_episode_ceased_reason", pd.Series(None, index=latest.index, dtype="str"))
    goes_on = reason.str.strip().str.upper().str.startswith(_CARE_ENDED).fillna(False).astype(bool)
    ended = latest.get("clae_cla_episode_ceased_date", pd.Series(None, index=latest.index, dtype="str"))
    made = latest.assign(
        start_date=entered.fillna(first), end_date=ended.mask(goes_on), end_reason=reason.mask(goes_on)
    )
    return _with_latest_placement(made, placements).reset_index(drop=True).assign(row_number=range(len(made)))


def iso_days(texts: pd.Series) -> pd.Series:
    """Return days for comparison only, from the two ways in which exports write them; missing where it is neither."""
    beginning = texts.str.strip().str.slice(0, 10)
    iso = pd.to_datetime(beginning, format="%Y-%m-%d", errors="coerce")
    return iso.fillna(pd.to_datetime(beginning, format="%d/%m/%Y", errors="coerce"))


def identifiers_of_persons(persons: pd.DataFrame) -> pd.DataFrame:
    """Return the identifiers that the table of persons itself holds, a row for each."""
    kinds = {"pers_legacy_id": "Legacy identifier", "pers_common_child_id": "NHS Number"}
    parts = [
        known.assign(identifier_type=kind, identifier_value=known[column])
        for column, kind in kinds.items()
        if column in persons
        for known in [persons.dropna(subset=[column])]
    ]
    rows = pd.concat(parts, ignore_index=True) if parts else persons.iloc[:0]
    return rows.assign(row_number=range(len(rows)))


def _with_latest_placement(periods: pd.DataFrame, placements: pd.DataFrame | None) -> pd.DataFrame:
    if placements is None or "clap_cla_id" not in placements:
        return periods
    latest = (
        placements.assign(day=iso_days(placements["clap_cla_placement_start_date"]))
        .dropna(subset=["clap_cla_id"])
        .sort_values("day", kind="stable")
        .drop_duplicates("clap_cla_id", keep="last")
    )
    fields = [column for column in latest if column.startswith("clap_") and column != "clap_cla_id"]
    return periods.merge(latest[["clap_cla_id", *fields]], how="left", left_on="clae_cla_id", right_on="clap_cla_id")


def _lookup(records: Records, name: str, key: str, value: str) -> pd.Series | None:
    """Return what a table says by identifier, the first row of each; None where the table does not say it."""
    rows = records.get(name)
    if rows is None or key not in rows or value not in rows:
        return None
    return rows.dropna(subset=[key]).drop_duplicates(key).set_index(key)[value]


def _with(tables: Records, name: str, **found: tuple[str, pd.Series | None]) -> Records:
    """Add columns to a table, each looked up by one of its own, where both are there."""
    if name not in tables:
        return tables
    rows = tables[name]
    added = {
        column: rows[key].map(values).astype("str")
        for column, (key, values) in found.items()
        if values is not None and key in rows
    }
    return tables | {name: rows.assign(**added)}


def _with_team_names(rows: pd.DataFrame, departments: pd.DataFrame | None) -> pd.DataFrame:
    """Call teams what Annex A calls them: by name, where the table of teams knows the identifier."""
    if departments is None or "dept_team_name" not in departments:
        return rows
    names = departments.dropna(subset=["dept_team_id"]).drop_duplicates("dept_team_id")
    names = names.set_index("dept_team_id")["dept_team_name"]
    return rows.assign(
        **{name: rows[name].map(names).astype("str").fillna(rows[name]) for name in TEAMS if name in rows}
    )


def _source(rows: pd.DataFrame, prefix: str) -> pd.Series:
    """Return the code of a source, or its description where that is understood and the code is not."""
    nothing = pd.Series(None, index=rows.index, dtype="str")
    code, words = rows.get(f"{prefix}_source_code", nothing), rows.get(f"{prefix}_source_desc", nothing)
    return code.where(_understood(code) | ~_understood(words), words)


def _understood(texts: pd.Series) -> pd.Series:
    spellings = spellings_of(ReferralSource)
    known = {text for text in texts.dropna().unique() if spellings.meaning(text) is not None}
    return texts.isin(known)


def _pupil_numbers(identifiers: pd.DataFrame | None) -> pd.Series | None:
    """Return the unique pupil number of each person, the one that holds since the latest day."""
    if identifiers is None or "link_identifier_type" not in identifiers:
        return None
    numbers = identifiers[identifiers["link_identifier_type"].str.strip().str.casefold().isin(_PUPIL_NUMBERS)]
    since = numbers.get("link_valid_from_date", pd.Series(None, index=numbers.index, dtype="str"))
    ordered = numbers.assign(day=iso_days(since)).sort_values("day", kind="stable", na_position="first")
    return ordered.drop_duplicates("link_person_id", keep="last").set_index("link_person_id")["link_identifier_value"]


def _with_words(tables: Records) -> Records:
    """Say in the datasets' codes what the SSD says in sentences of its own."""
    tables = dict(tables)
    if "s47e_s47_nfa" in (enquiries := tables.get("s47_enquiry", pd.DataFrame())):
        ended = enquiries["s47e_s47_nfa"].str.strip().str.casefold().isin(["y", "yes", "1", "true"])
        tables["s47_enquiry"] = enquiries.assign(
            conference_not_required=pd.Series("Yes", index=enquiries.index, dtype="str").where(ended)
        )
    if "perm_permanence_order_date" in (decisions := tables.get("permanence", pd.DataFrame())):
        kind = decisions.get("perm_permanence_order_type", pd.Series(None, index=decisions.index, dtype="str"))
        adopted = kind.str.strip().str.casefold().str.startswith("adoption").fillna(False).astype(bool)
        tables["permanence"] = decisions.assign(
            adoption_order_date=decisions["perm_permanence_order_date"].where(adopted)
        )
    if "prep_pre_pro_outcome" in (proceedings := tables.get("pre_proceedings", pd.DataFrame())):
        said = proceedings["prep_pre_pro_outcome"]
        tables["pre_proceedings"] = proceedings.assign(
            outcome=said.str.strip().str.casefold().map(_OUTCOMES).astype("str").fillna(said)
        )
    return tables


def _with_conferences(tables: Records) -> Records:
    """
    Put each conference where the figures look for it: on the enquiry that led to it, else on the child's referral.

    Where several conferences name one enquiry the first is the enquiry's, and the others are the referral's.
    A conference without a known referral belongs to the child's latest referral before it.
    """
    conferences = tables.get("initial_cp_conference")
    if conferences is None:
        return tables
    tables = dict(tables)
    nothing = pd.Series(None, index=conferences.index, dtype="str")
    conferences = conferences.assign(
        enquiry=conferences.get("icpc_s47_enquiry_id", nothing),
        day=iso_days(conferences["icpc_icpc_date"]),
        enquiry_start_date=nothing,
    ).sort_values("day", kind="stable")
    first = pd.Series(False, index=conferences.index)
    starts = _lookup(tables, "s47_enquiry", "s47e_s47_enquiry_id", "s47e_s47_start_date")
    if starts is not None:
        conferences["enquiry_start_date"] = conferences["enquiry"].map(starts).astype("str")
        first = conferences["enquiry"].isin(starts.index) & ~conferences["enquiry"].duplicated()
        tables["s47_enquiry"] = _with_conference(tables["s47_enquiry"], "s47e_s47_enquiry_id", conferences[first])
    if "cine_referral_id" in tables.get("cin_episodes", ()):
        others = conferences[~first]
        referral = _referral_of(others, tables["cin_episodes"])
        others = others.assign(referral=referral).dropna(subset=["referral"]).drop_duplicates("referral")
        dates = others.set_index("referral")["icpc_icpc_date"]
        tables = _with(tables, "cin_episodes", conference_date=("cine_referral_id", dates))
    tables["initial_cp_conference"] = conferences.sort_values("row_number")
    return tables


def _with_conference(enquiries: pd.DataFrame, key: str, conferences: pd.DataFrame) -> pd.DataFrame:
    by_enquiry = conferences.set_index("enquiry")
    fields = {
        "conference_date": "icpc_icpc_date",
        "conference_target_date": "icpc_icpc_target_date",
        "plan_outcome": "icpc_icpc_outcome_cp_flag",
    }
    return enquiries.assign(
        **{
            ours: enquiries[key].map(by_enquiry[theirs]).astype("str")
            for ours, theirs in fields.items()
            if theirs in by_enquiry
        }
    )


def _referral_of(conferences: pd.DataFrame, referrals: pd.DataFrame) -> pd.Series:
    stated = conferences.get("icpc_referral_id", pd.Series(None, index=conferences.index, dtype="str"))
    stated = stated.where(stated.isin(referrals["cine_referral_id"].dropna()))
    days = (
        referrals.assign(referred=iso_days(referrals["cine_referral_date"]))[
            ["cine_person_id", "referred", "cine_referral_id"]
        ]
        .dropna()
        .sort_values("referred")
    )
    dated = conferences.dropna(subset=["day", "icpc_person_id"])
    before = pd.merge_asof(
        dated[["day", "icpc_person_id"]].reset_index(),
        days,
        left_on="day",
        right_on="referred",
        left_by="icpc_person_id",
        right_by="cine_person_id",
    ).set_index("index")["cine_referral_id"]
    return stated.fillna(before.reindex(conferences.index))
