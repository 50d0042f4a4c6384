"""Contacts and referrals."""

from sqlalchemy import true

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
)

RE_REFERRAL_MONTHS = 12  # DfE table C1: within 12 months of a previous referral

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
    source=DfE("Children in need", table="C1"),
    published_counterpart="Referrals",
)

CHILDREN_REFERRED = ChildrenCount(
    code="children_referred",
    catalogue_id="FD05",
    label="Children referred",
    description="Children with at least one referral in the period; a child referred twice counts once.",
    fact=Referral,
    period=Referral.referral_date_key,
    source=DfE("Children in need", table="C1"),
    published_counterpart="Referrals_child",
)

REFERRAL_RATE = Rate(
    code="referral_rate",
    catalogue_id="FD05r",
    label="Referrals per 10,000 children",
    description="Referrals received in the period per 10,000 persons aged 0 to 17.",
    of=REFERRALS,
    source=DfE("Children in need", table="C1"),
    published_counterpart="Referrals_rate",
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
    numerator=Referral.is_re_referral_within_12_months == true(),
    period=Referral.referral_date_key,
    cuts=(*STANDARD, SOURCE),
    lookback_months=RE_REFERRAL_MONTHS,
    polarity=Polarity.LOW_IS_GOOD,
    source=DfE("Children in need", table="C1"),
    published_counterpart="Re_referrals_percent",
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
    source=DfE("Children in need", table="C1"),
    published_counterpart="No_Further_Action_percent",
)

DEFINITIONS = (
    CONTACTS,
    CONTACT_RATE,
    REFERRALS,
    CHILDREN_REFERRED,
    REFERRAL_RATE,
    REFERRALS_BY_SOURCE,
    REFERRALS_BY_NEED,
    RE_REFERRALS,
    REFERRALS_NO_FURTHER_ACTION,
)
