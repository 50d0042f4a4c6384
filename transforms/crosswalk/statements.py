"""
What the extracts say about identifiers: what is known of each, which are linked, who was adopted.

Identifiers live in spaces. The census and Annex A both state the authority's own identifier and share a space; the
SSDA903's CHILD is another, since many systems number looked-after children apart.
"""

import pandas as pd

from expectations.codes import CareEndReason, ReasonEpisodeCeased, Sex

AUTHORITY, SSDA903 = "authority", "ssda903"
SPACES = (AUTHORITY, SSDA903)  # the earlier names the child, where a child is known in both
IDENTITY = ["space", "identifier"]

LINK = [*IDENTITY, "linked_space", "linked_identifier", "valid_from", "valid_to"]

_FORMER_RECORD = r"case number|child id|legacy|(?:former|previous|merged) (?:id|record|person|number)"
_KNOWN_SEXES = {Sex.MALE.value, Sex.FEMALE.value}
_FULL_UPN = r"[A-Z]\d{11}[0-9A-Z]"


def space_of(sections: pd.Series) -> pd.Series:
    """Return the space in which each section of a format identifies children."""
    return sections.str.startswith(f"{SSDA903}.").map({True: SSDA903, False: AUTHORITY}).astype("str")


def known_identifiers(
    stated: pd.DataFrame, children: pd.DataFrame, looked_after_children: pd.DataFrame
) -> pd.DataFrame:
    """
    Return one row for each identifier, in a fixed order, with what is newest known of the child.

    `stated` says of each section and `child_id` on which days things happened to it (`first_day`, `last_day`) and
    which days the extracts that state it describe (`first_stated`, `last_stated`); the other two are every statement
    about children.
    An attribute is the newest stated: one that is no longer stated is still believed, one that is corrected is not.
    """
    days = (
        stated.assign(space=space_of(stated["section"]))
        .rename(columns={"child_id": "identifier"})
        .groupby(IDENTITY, as_index=False)
        .agg({"first_day": "min", "last_day": "max", "first_stated": "min", "last_stated": "max"})
    )
    described = _described(pd.concat([_statements(children), _statements(looked_after_children)], ignore_index=True))
    return days.merge(described, how="left", on=IDENTITY, validate="1:1").sort_values(IDENTITY, ignore_index=True)


def links(linked_identifiers: pd.DataFrame) -> pd.DataFrame:
    """
    Return which identifier a case system links to which, from what it said of linked identifiers.

    Only former identifiers of children lead to children: a court case or an incident has several, and an NHS number
    is no identifier of ours.
    """
    kind = linked_identifiers["identifier_type"].str.casefold()
    spaces = pd.Series(AUTHORITY, index=kind.index, dtype="str").where(kind.str.contains(_FORMER_RECORD, regex=True))
    linked = linked_identifiers.assign(
        space=space_of(linked_identifiers["section"]),
        identifier=linked_identifiers["child_id"],
        linked_space=spaces.mask(kind.str.contains("903", regex=False).fillna(False), SSDA903),
        linked_identifier=linked_identifiers["identifier_value"],
        valid_from=linked_identifiers["valid_from_date"],
        valid_to=linked_identifiers["valid_to_date"],
    )
    return linked.dropna(subset=["linked_space", "linked_identifier"])[LINK].reset_index(drop=True)


def former_numbers(linked_identifiers: pd.DataFrame) -> pd.DataFrame:
    """Return the former pupil numbers among linked identifiers as statements about children."""
    kind = linked_identifiers["identifier_type"].str.casefold()
    is_former = kind.str.contains("former|previous", regex=True) & kind.str.contains("upn|pupil", regex=True)
    return (
        linked_identifiers[is_former.fillna(False)]
        .rename(columns={"identifier_value": "former_upn"})
        .reindex(columns=["section", "child_id", "as_at", "extract_id", "former_upn"])
    )


def still_said(linked_identifiers: pd.DataFrame, children: pd.DataFrame) -> pd.DataFrame:
    """
    Return the linked identifiers that were not taken back.

    `children` are the statements about children of extracts that also told of links: a child whom a newer one
    describes without the link has it no more. A child whom it does not describe keeps it.
    """
    newest = children.groupby("child_id")["as_at"].max().reindex(linked_identifiers["child_id"]).to_numpy()
    taken_back = newest > linked_identifiers["as_at"].to_numpy()  # false where no extract describes the child
    return linked_identifiers[~taken_back].reset_index(drop=True)


def adoptions(
    adoption_decisions: pd.DataFrame,
    periods_of_care: pd.DataFrame,
    episodes_of_care: pd.DataFrame,
    adopted_in_year: pd.DataFrame,
) -> pd.DataFrame:
    """
    Return the identifiers of children who were adopted, with the day of the order where it is known.

    Annex A states the order (list 10) and why care ended (list 8), the SSDA903 the reason for which the last episode
    ceased (E11, E12) and, without a day, who was adopted in the year (AD1).
    """
    adopted_reasons = [ReasonEpisodeCeased.E11.value, ReasonEpisodeCeased.E12.value]
    ordered = adoption_decisions.dropna(subset=["adoption_order_date"])
    left_care = periods_of_care[periods_of_care["end_reason"] == CareEndReason.ADOPTED.value]
    ceased = episodes_of_care[episodes_of_care["end_reason"].isin(adopted_reasons)]
    told = pd.concat(
        [
            ordered[["section", "child_id"]].assign(adopted_on=ordered["adoption_order_date"]),
            left_care[["section", "child_id"]].assign(adopted_on=left_care["end_date"]),
            ceased[["section", "child_id"]].assign(adopted_on=ceased["end_date"]),
            adopted_in_year[["section", "child_id"]].assign(adopted_on=pd.NaT),
        ],
        ignore_index=True,
    ).astype({"section": "str", "child_id": "str", "adopted_on": "datetime64[s]"})
    return (
        told.assign(space=space_of(told["section"]))
        .rename(columns={"child_id": "identifier"})
        .groupby(IDENTITY, as_index=False)["adopted_on"]
        .min()
    )


def _statements(children: pd.DataFrame) -> pd.DataFrame:
    """Return statements about children with the columns that evidence is made of, whatever they lack."""
    wanted = ["section", "child_id", "as_at", "extract_id", "birth_date", "sex", "upn", "former_upn"]
    kinds = {"as_at": "datetime64[s]", "birth_date": "datetime64[s]"}
    return children.reindex(columns=wanted).astype({name: kinds.get(name, "str") for name in wanted})


def _described(statements: pd.DataFrame) -> pd.DataFrame:
    """Return the newest birth date, sex, pupil number and former pupil number of each identifier, and since when."""
    said = (
        statements.assign(
            space=space_of(statements["section"]),
            sex=statements["sex"].where(statements["sex"].isin(_KNOWN_SEXES)),
            upn=_full(statements["upn"]),
            former_upn=_full(statements["former_upn"]),
        )
        .rename(columns={"child_id": "identifier"})
        .sort_values(["as_at", "section", "extract_id"], ignore_index=True)
    )
    newest = said.groupby(IDENTITY, as_index=False).agg(
        first_described=("as_at", "min"), birth_date=("birth_date", "last"), sex=("sex", "last")
    )
    for name in ("upn", "former_upn"):
        stated = said.dropna(subset=[name])
        last = stated.drop_duplicates(IDENTITY, keep="last")[[*IDENTITY, name, "extract_id", "as_at"]]
        since = stated.groupby([*IDENTITY, name], as_index=False)["as_at"].min()
        newest = newest.merge(
            last.rename(columns={"extract_id": f"{name}_extract", "as_at": f"{name}_until"}), how="left", on=IDENTITY
        ).merge(since.rename(columns={"as_at": f"{name}_since"}), how="left", on=[*IDENTITY, name])
    return newest


def _full(numbers: pd.Series) -> pd.Series:
    """Return the pupil numbers that are whole; UN1 and the like say why there is none."""
    tidied = numbers.str.strip().str.upper()
    return tidied.where(tidied.str.fullmatch(_FULL_UPN).fillna(False)).astype("str")
