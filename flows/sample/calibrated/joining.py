"""Two years of histories as one, for extracts that look across 31 March."""

from dataclasses import fields, replace

import pandas as pd

from flows.sample.history import Histories

KEYS = {
    "children": ["child_id"],
    "disabilities": ["child_id", "disability"],
    "referrals": ["child_id", "referral_date"],
    "assessments": ["child_id", "start_date"],
    "enquiries": ["child_id", "start_date"],
    "needs_plans": ["child_id", "start_date"],
    "plans": ["child_id", "start_date"],
}
EPISODE = ["child_id", "referral_date"]
BEGINS = {"assessments": "start_date", "enquiries": "start_date", "needs_plans": "start_date", "plans": "start_date"}
NOT_YET = pd.Timestamp(2100, 1, 1)  # what has not ended ends some day


def as_annex_a_tells(earlier: Histories, later: Histories, *, until: pd.Timestamp) -> Histories:
    """
    Return both years; where both tell of the same thing, the later one is believed.

    What had begun by the last day of the earlier year (`until`) and is not in it was recorded late: it is left out,
    or the workbooks would restate the year that the census has just described.
    What has not ended yet gets a day far ahead: the lists leave out of it what had not happened on their day.
    """
    later = _without_what_was_recorded_late(earlier, later, until)
    joined = {}
    for field in fields(Histories):
        frames = [getattr(histories, field.name) for histories in (earlier, later)]
        told = pd.concat([frame for frame in frames if frame is not None], ignore_index=True)
        joined[field.name] = told.drop_duplicates(KEYS.get(field.name), keep="last", ignore_index=True)
    restated = joined["disabilities"]["child_id"].isin(later.children["child_id"])
    joined["disabilities"] = pd.concat([joined["disabilities"][~restated], later.disabilities], ignore_index=True)
    for name, ends in (
        *(("referrals", "closure_date"), ("assessments", "authorisation_date")),
        *(("needs_plans", "end_date"), ("plans", "end_date")),
    ):
        joined[name][ends] = joined[name][ends].fillna(NOT_YET)
    return Histories(**joined)


def _without_what_was_recorded_late(earlier: Histories, later: Histories, until: pd.Timestamp) -> Histories:
    known = earlier.referrals[EPISODE].assign(known=True)
    referrals = later.referrals.merge(known, how="left", on=EPISODE)
    kept = later.referrals[(referrals["known"].notna() | (referrals["referral_date"] > until)).to_numpy()]
    episodes = kept[EPISODE]
    parts: dict[str, pd.DataFrame] = {"referrals": kept}
    for name in ("assessments", "factors", "enquiries", "needs_plans", "plans", "reviews", "conferences"):
        rows = getattr(later, name)
        if rows is None:
            continue
        rows = rows.merge(episodes, on=EPISODE)
        if name in BEGINS:
            told = getattr(earlier, name)[KEYS[name]].drop_duplicates().assign(known=True)
            is_known = rows.merge(told, how="left", on=KEYS[name])["known"].notna().to_numpy()
            rows = rows[is_known | (rows[BEGINS[name]] > until).to_numpy()]
        parts[name] = rows
    plans, assessments = (parts[name][KEYS[name]].drop_duplicates() for name in ("plans", "assessments"))
    parts["reviews"] = parts["reviews"].merge(plans, on=KEYS["plans"])
    parts["factors"] = parts["factors"].merge(assessments, on=KEYS["assessments"])
    return replace(later, **parts)
