"""Contacts and referrals."""

from sqlalchemy import and_, false, or_, true

from warehouse.facts import Contact, Referral
from warehouse.metrics.cuts import NEED, SOURCE, STANDARD, TEAM
from warehouse.metrics.definition import (
    ChildrenCount,
    Count,
    DfE,
    Distribution,
    Ofsted,
    Percentage,
    Polarity,
    Rate,
    Share,
)

RE_REFERRAL_MONTHS = 12  # DfE table C1: within 12 months of a previous referral
C1 = DfE("Children in need", table="C1")
IS_RE_REFERRAL = Referral.is_re_referral_within_12_months == true()
OPENS_AN_EPISODE = or_(Referral.is_no_further_action.is_(None), Referral.is_no_further_action == false())
"""A referral for which it is not stated whether it led to no further action counts as one that did lead to action."""

CONTACTS = Count(
    code="contacts",
    catalogue_id="FD01",
    label="Contacts",
    description="""
        Contacts received in the period, one for each child, day and source.

        A contact about three siblings counts three times; the same child, day and source recorded twice counts
        once. There is no national definition.
    """,
    fact=Contact,
    period=Contact.contact_date_key,
    cuts=(*STANDARD, SOURCE),
    source=Ofsted("Annex A", table="list 1"),
)

CONTACT_RATE = Rate(
    code="contact_rate",
    catalogue_id="FD01",
    label="Contacts per 10,000 children",
    description="Contacts received in the period per 10,000 persons aged 0 to 17.",
    of=CONTACTS,
    source=Ofsted("Annex A", table="list 1"),
)

REFERRALS = Count(
    code="referrals",
    catalogue_id="FD05",
    label="Referrals",
    description="""
        Referrals received in the period, by the date of the referral.

        A referral asks for services for a child who is not known, or whose case is closed. Siblings count one
        each, unborn children count, and so do referrals that led to no further action.
    """,
    fact=Referral,
    period=Referral.referral_date_key,
    cuts=(*STANDARD, SOURCE, NEED),
    source=C1,
)

CHILDREN_REFERRED = ChildrenCount(
    code="children_referred",
    catalogue_id="FD05",
    label="Children referred",
    description="Children with at least one referral in the period; a child referred twice counts once.",
    fact=Referral,
    period=Referral.referral_date_key,
    source=C1,
)

CHILDREN_REFERRED_RATE = Rate(
    code="children_referred_rate",
    catalogue_id="FD05r",
    label="Children referred per 10,000 children",
    description="Children with at least one referral in the year per 10,000 persons aged 0 to 17.",
    of=CHILDREN_REFERRED,
    source=C1,
)

REFERRAL_RATE = Rate(
    code="referral_rate",
    catalogue_id="FD05r",
    label="Referrals per 10,000 children",
    description="Referrals received in the period per 10,000 persons aged 0 to 17.",
    of=REFERRALS,
    source=C1,
)

REFERRALS_BY_SOURCE = Distribution(
    code="referrals_by_source",
    catalogue_id="FD06",
    label="Referrals by source",
    description="""
        Share of each group of sources in the referrals of the period.

        The groups are the eleven of DfE's table. A referral without a source is shown as Unknown, one whose
        source is in no code list as Unmapped; neither is left out, so the shares add up to all referrals.
    """,
    of=REFERRALS,
    by=SOURCE,
    source=DfE("Children in need", table="C5"),
)

REFERRALS_BY_NEED = Distribution(
    code="referrals_by_need",
    catalogue_id="FD07",
    label="Referrals by primary need",
    description="""
        Share of each primary need in the referrals of the period.

        Referrals that led to no further action may have no need: they are shown as Unknown. DfE publishes the
        needs of children in need on 31 March instead, which is another figure: children in need by primary need.
    """,
    of=REFERRALS,
    by=NEED,
    source=DfE("Children in need", table="B3", confirmed=False),
)

RE_REFERRALS = Percentage(
    code="re_referrals",
    catalogue_id="FD08",
    label="Re-referrals within 12 months",
    description="""
        Of the referrals received in the period, the share of those whose child had been referred before, on an
        earlier day within the 12 calendar months before.

        The date of the earlier referral is what counts, not the date on which it closed; one that led to no
        further action counts as earlier too. Every link of a chain counts. Referrals to other authorities are
        not known. The 12 months before the period must be covered by extracts, or there is no figure.
    """,
    fact=Referral,
    numerator=IS_RE_REFERRAL,
    period=Referral.referral_date_key,
    cuts=(*STANDARD, SOURCE),
    lookback_months=RE_REFERRAL_MONTHS,
    polarity=Polarity.LOW_IS_GOOD,
    source=C1,
)

CHILDREN_RE_REFERRED = ChildrenCount(
    code="children_re_referred",
    catalogue_id="FD08",
    label="Children re-referred within 12 months",
    description="""
        Children with at least one referral in the period that is a re-referral: the child had been referred before,
        on an earlier day within the 12 calendar months before it.

        A child re-referred twice in the period counts once. The 12 months before the period must be covered by
        extracts, or there is no figure.
    """,
    fact=Referral,
    conditions=(IS_RE_REFERRAL,),
    period=Referral.referral_date_key,
    lookback_months=RE_REFERRAL_MONTHS,
    polarity=Polarity.LOW_IS_GOOD,
    source=C1,
)

CHILDREN_RE_REFERRED_SHARE = Share(
    code="children_re_referred_share",
    catalogue_id="FD08",
    label="Share of children referred who were re-referred",
    description="""
        Of the children with at least one referral in the period, the share of those with one that is a re-referral
        within 12 months.
    """,
    of=CHILDREN_REFERRED,
    part=CHILDREN_RE_REFERRED,
    polarity=Polarity.LOW_IS_GOOD,
    source=C1,
)

REFERRALS_NO_FURTHER_ACTION = Percentage(
    code="referrals_no_further_action",
    catalogue_id="FD11",
    label="Referrals with no further action",
    description="""
        Of the referrals received in the period, the share of those that led to no further action.

        A referral for which this is not stated counts in the denominator, never in the numerator.
    """,
    fact=Referral,
    numerator=Referral.is_no_further_action == true(),
    period=Referral.referral_date_key,
    cuts=(*STANDARD, TEAM),
    polarity=Polarity.LOW_IS_GOOD,
    source=C1,
)

REFERRALS_NOT_IN_NEED = Percentage(
    code="referrals_assessed_as_not_in_need",
    catalogue_id="FD12",
    label="Referrals assessed as not in need",
    description="""
        Of the referrals received in the period, the share of those that led to action and were closed after
        assessment as not in need, by the 31 March that ends the financial year of the referral.

        The reasons for closure are RC8, no further action, and since 2023 RC9, referred to early help. A census
        knows no closure after its 31 March: a case closed in April counts in neither year, so a year that is still
        running is not final.
    """,
    fact=Referral,
    numerator=and_(OPENS_AN_EPISODE, Referral.is_not_in_need_by_year_end == true()),
    period=Referral.referral_date_key,
    cuts=(*STANDARD, TEAM),
    source=C1,
)

DEFINITIONS = (
    CONTACTS,
    CONTACT_RATE,
    REFERRALS,
    CHILDREN_REFERRED,
    CHILDREN_REFERRED_RATE,
    REFERRAL_RATE,
    REFERRALS_BY_SOURCE,
    REFERRALS_BY_NEED,
    RE_REFERRALS,
    CHILDREN_RE_REFERRED,
    CHILDREN_RE_REFERRED_SHARE,
    REFERRALS_NO_FURTHER_ACTION,
    REFERRALS_NOT_IN_NEED,
)
