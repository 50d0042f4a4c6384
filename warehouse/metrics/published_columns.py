"""
Columns of the Department for Education's tables that are a member of a code list or a band.

Spelled as in the files of 2024; each mapping goes from column to member.
"""

from expectations.codes import AssessmentFactor, CategoryOfAbuse, ClosureReason, PrimaryNeed, ReferralSource

SOURCES = {
    "Individual": ReferralSource.INDIVIDUAL,
    "Schools": ReferralSource.SCHOOLS,
    "Education_Services": ReferralSource.EDUCATION_SERVICES,
    "Health_Services": ReferralSource.HEALTH_SERVICES,
    "Housing": ReferralSource.HOUSING,
    "LA_Services": ReferralSource.LA_SERVICES,
    "Police": ReferralSource.POLICE,
    "Other_legal_agency": ReferralSource.OTHER_LEGAL,
    "Other": ReferralSource.OTHER,
    "Anonymous": ReferralSource.ANONYMOUS,
    "Unknown": ReferralSource.UNKNOWN,
}
NEEDS = {
    "N1_Abuse_or_neglect": PrimaryNeed.N1,
    "N2_Childs_disability_or_illness": PrimaryNeed.N2,
    "N3_Parents_disability_or_illness": PrimaryNeed.N3,
    "N4_Family_in_acute_stress": PrimaryNeed.N4,
    "N5_Family_dysfunction": PrimaryNeed.N5,
    "N6_Socially_unacceptable_behaviour": PrimaryNeed.N6,
    "N7_Low_income": PrimaryNeed.N7,
    "N8_Absent_parenting": PrimaryNeed.N8,
    "N9_Cases_other_than_CIN": PrimaryNeed.N9,
    "N0_Not_stated": PrimaryNeed.N0,
}
CLOSURE_REASONS = {
    "RC1_Adopted": ClosureReason.RC1,
    "RC2_Died": ClosureReason.RC2,
    "RC3_Residence_Order": ClosureReason.RC3,
    "RC4_Special_Guardianship_Order": ClosureReason.RC4,
    "RC5_Transfer_to_another_LA": ClosureReason.RC5,
    "RC6_Transfer_to_Adult_Social_Service": ClosureReason.RC6,
    "RC7_Other": ClosureReason.RC7,
}
CATEGORIES = {
    "Neglect": CategoryOfAbuse.NEG,
    "Physical": CategoryOfAbuse.PHY,
    "Sexual": CategoryOfAbuse.SAB,
    "Emotional": CategoryOfAbuse.EMO,
    "Multiple": CategoryOfAbuse.MUL,
}
FACTORS = {
    "Alcohol_Misuse_child": AssessmentFactor.F1A,
    "Alcohol_Misuse_parent": AssessmentFactor.F1B,
    "Alcohol_Misuse_person": AssessmentFactor.F1C,
    "Drug_Misuse_child": AssessmentFactor.F2A,
    "Drug_Misuse_parent": AssessmentFactor.F2B,
    "Drug_Misuse_person": AssessmentFactor.F2C,
    "Domestic_Abuse_child": AssessmentFactor.F3A,
    "Domestic_Abuse_parent": AssessmentFactor.F3B,
    "Domestic_Abuse_person": AssessmentFactor.F3C,
    "Mental_Health_child": AssessmentFactor.F4A,
    "Mental_Health_parent": AssessmentFactor.F4B,
    "Mental_Health_person": AssessmentFactor.F4C,
    "Learning_Disability_child": AssessmentFactor.F5A,
    "Learning_Disability_parent": AssessmentFactor.F5B,
    "Learning_Disability_person": AssessmentFactor.F5C,
    "Physical_Disability_child": AssessmentFactor.F6A,
    "Physical_Disability_parent": AssessmentFactor.F6B,
    "Physical_Disability_person": AssessmentFactor.F6C,
    "Young_Carer": AssessmentFactor.F7A,
    "Unaccompanied_asylum_seeker": AssessmentFactor.F9A,
    "Going_missing": AssessmentFactor.F10A,
    "Child_sexual_exploitation": AssessmentFactor.F11A,
    "Trafficking": AssessmentFactor.F12A,
    "Gangs": AssessmentFactor.F13A,
    "Socially_unacceptable_behaviour": AssessmentFactor.F14A,
    "Self_harm": AssessmentFactor.F15A,
    "Neglect": AssessmentFactor.F16A,
    "Emotional_Abuse": AssessmentFactor.F17A,
    "Physical_Abuse_unknown": AssessmentFactor.F18A,
    "Physical_Abuse_child_on_child": AssessmentFactor.F18B,
    "Physical_Abuse_adult_on_child": AssessmentFactor.F18C,
    "Sexual_Abuse_unknown": AssessmentFactor.F19A,
    "Sexual_Abuse_child_on_child": AssessmentFactor.F19B,
    "Sexual_Abuse_adult_on_child": AssessmentFactor.F19C,
    "Female_Genital_Mutilation": AssessmentFactor.F22A,
    "Faith_linked_abuse": AssessmentFactor.F23A,
    "Child_criminal_exploitation": AssessmentFactor.F24A,
    "Other": AssessmentFactor.F20,
}
_DURATIONS = {
    "3_months_or_less": "3 months or less",
    "more_than_3_months_6_months": "More than 3 months to 6 months",
    "more_than_6_months_less_than_1_year": "More than 6 months to less than 1 year",
    "1_year_less_than_2_years": "1 year to less than 2 years",
}
EPISODE_DURATIONS = {**_DURATIONS, "2years+": "2 years or more"}
PLAN_DURATIONS = {**_DURATIONS, "2_years_or_more": "2 years or more"}
ASSESSMENT_DURATIONS = {
    "Same_day": "Same day",
    "1-10_days": "1 to 10 days",
    "11-20_days": "11 to 20 days",
    "21-30_days": "21 to 30 days",
    "31-40_days": "31 to 40 days",
    "41-45_days": "41 to 45 days",
    "46-50_days": "46 to 50 days",
    "51-60_days": "51 to 60 days",
    "61+_days": "61 days or more",
}
CONFERENCE_DURATIONS = {
    "Duration_0-10_days": "0 to 10 days",
    "Duration_11-15_days": "11 to 15 days",
    "Duration_16-20_days": "16 to 20 days",
    "Duration_21+_days": "21 days or more",
}
MONTHS = {
    "April": 4,
    "May": 5,
    "June": 6,
    "July": 7,
    "August": 8,
    "September": 9,
    "October": 10,
    "November": 11,
    "December": 12,
    "January": 1,
    "February": 2,
    "March": 3,
}
