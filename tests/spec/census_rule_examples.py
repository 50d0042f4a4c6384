"""
For each rule of DfE's census, a return that fails it and one that passes it; how they are written says `rule_examples`.

Examples are about the census of 2025 unless they name another year.
"""

from tests.spec.rule_examples import Return

YEAR = 2025
SECTION_OF = {
    "child": "children",
    "disability": "child_disabilities",
    "referral": "referrals",
    "assessment": "assessments",
    "factor": "assessment_factors",
    "need_plan": "child_in_need_plans",
    "enquiry": "section_47_enquiries",
    "plan": "child_protection_plans",
    "review": "child_protection_plan_reviews",
}

EXAMPLES = """
100 fails: header: as_at=2025-03-30
100 passes: header: as_at=2025-03-31

1510 fails: child: upn=B852200012345
1510 passes: child: upn=Y85220001234A
1520 fails: another child: child_id=BEN2
1520 passes: another child: child_id=BEN2 upn=H852200012346
1530 in 2023 fails: child: upn=T942200012345
1530 in 2023 passes: child: upn=U852200012345
1530 in 2024 fails: child: upn=P999200012345
1530 in 2024 passes: child: upn=T942200012345
1540 fails: child: upn=U8522000I2345
1540 passes: child: upn=U852200012345
1550 fails: child: upn=U85220001234I
1550 passes: child: upn=Y85220001234A
1560Q fails: child: former_upn=8852200012345
1560Q passes: child: former_upn=Y85220001234A
1570 fails: child: child_id=A12345678901234567890
1570 passes: child: child_id=A1234567890123456789
1580 fails: child: child_id=ASHA-1
1580 passes: child: child_id=asha1
2886Q fails: child: sex=U
2886Q passes: child: sex=U birth_date= expected_birth_date=2025-06-01
4180 fails: child: sex=
4180 passes: child: sex=U
4220 fails: child: ethnicity=
4220 passes: child: ethnicity=REFU
8500 fails: child: child_id=
8500 passes: child: child_id=BEN2
8510 fails: another child: sex=M
8510 passes: another child: child_id=BEN2
8520 fails: child: birth_date=2025-04-01
8520 passes: child: birth_date=2025-03-31
8525Q fails: child: expected_birth_date=2025-06-01
8525Q passes: child: birth_date= expected_birth_date=2025-06-01
8530Q fails: child: birth_date= expected_birth_date=2025-02-28
8530Q passes: child: birth_date= expected_birth_date=2025-03-01
8535Q fails: child: death_date=2015-02-09
8535Q passes: child: death_date=2015-02-10
8540 fails: no disability
8540 passes: no disability | referral: no_further_action=true
8545Q fails: child: death_date=2025-04-01
8545Q passes: child: death_date=2025-03-31
8590 fails: no referral
8590 passes: referral: no_further_action=true
8750 fails: child: birth_date= expected_birth_date=2025-06-01 sex=F
8750 passes: child: birth_date= expected_birth_date=2025-06-01 sex=U
8770Q in 2024 fails: child: upn= birth_date=2018-03-30
8770Q in 2024 passes: child: upn= birth_date=2018-03-31
8770Q in 2025 fails: child: upn= upn_unknown=UN1 birth_date=2021-03-31
8770Q in 2025 passes: child: upn= upn_unknown=UN1 birth_date=2021-04-01
8772 fails: child: upn= upn_unknown=UN7
8772 passes: child: upn= upn_unknown=UN7 | referral: no_further_action=true
8775Q fails: child: birth_date=2000-03-30
8775Q passes: child: birth_date=2000-03-31

2887Q fails: disability: disability=LD
2887Q passes: another disability: disability=BEH
2888Q fails: disability: disability=LD
2888Q passes: another disability: disability=BEH
8790 fails: another disability: disability=NONE
8790 passes: disability: disability=NONE
8794 fails: another disability:
8794 passes: another disability: disability=BEH

2990 fails: referral: closure_date=2025-01-31 closure_reason=RC8
2990 passes: referral: closure_date=2025-01-31 closure_reason=RC8 | no enquiry | no plan | no need_plan
2991Q fails: no assessment
2991Q passes: no assessment | no enquiry
8555Q fails: child: death_date=2024-05-06
8555Q passes: child: death_date=2024-05-07
8565 fails: referral: closure_date=2024-06-11 closure_reason=RC1
8565 passes: referral: closure_date=2024-06-12 closure_reason=RC1
8568 fails: referral: no_further_action=
8568 passes: referral: no_further_action=1
8569Q fails: referral: referral_date=2024-03-27 no_further_action=true
8569Q passes: referral: referral_date=2024-03-28 no_further_action=true
8585Q fails: referral: closure_date=2025-01-31 closure_reason=RC2
8585Q passes: referral: closure_date=2025-01-31 closure_reason=RC2 | child: death_date=2025-01-31
8600 fails: referral: referral_date=2025-04-01
8600 passes: referral: referral_date=2025-03-31
8606 fails: child: birth_date=2025-02-12
8606 passes: child: birth_date=2025-02-11
8610 fails: referral: primary_need=
8610 passes: referral: primary_need= no_further_action=true
8620 fails: referral: closure_date=2025-04-01 closure_reason=RC1
8620 passes: referral: closure_date=2025-03-31 closure_reason=RC1
8630 fails: referral: closure_date=2024-05-06 closure_reason=RC1
8630 passes: referral: closure_date=2024-05-07 closure_reason=RC1
8640 fails: referral: closure_date=2025-01-31 closure_reason=RC99
8640 passes: referral: closure_date=2025-01-31 closure_reason=RC9
8650 fails: referral: primary_need=N99
8650 passes: referral: primary_need=
8805 fails: referral: closure_date=2025-01-31
8805 passes: referral: closure_date=2025-01-31 closure_reason=RC1
8810 fails: referral: closure_reason=RC1
8810 passes: referral: closure_date=2025-01-31 closure_reason=RC1
8815 fails: another referral: referral_date=2024-11-05
8815 passes: another referral: referral_date=2024-11-05 no_further_action=true
8816 fails: another referral: referral_date=2024-11-05 no_further_action=true
8816 passes: another referral: referral_date=2024-04-30 no_further_action=true
8820 fails: referral: closure_date=2024-11-06 closure_reason=RC1 | another referral: referral_date=2024-11-05
8820 passes: referral: closure_date=2024-11-05 closure_reason=RC1 | another referral: referral_date=2024-11-05
8825Q fails: referral: closure_date=2025-01-31 closure_reason=RC9 | no assessment
8825Q passes: referral: closure_date=2025-01-31 closure_reason=RC9
8831 fails: referral: no_further_action=true
8831 passes: referral: no_further_action=true | no assessment | no enquiry
8866 fails: referral: source=
8866 passes: referral: source= referral_date=2013-03-31
8867 fails: referral: closure_date=2025-01-31 closure_reason=RC1 | assessment: authorisation_date=
8867 passes: referral: closure_date=2025-01-31 closure_reason=RC1
8868 fails: referral: closure_date=2025-01-31 closure_reason=RC1 | enquiry: conference_date=
8868 passes: referral: closure_date=2025-01-31 closure_reason=RC1 | \
enquiry: conference_date= conference_not_required=true
8873Q fails: referral: closure_date=2025-01-31 closure_reason=RC1 | factor: factor=21
8873Q passes: referral: closure_date=2025-01-31 closure_reason=RC8 | factor: factor=21

1103 fails: assessment: start_date=2024-05-06
1103 passes: assessment: start_date=2024-05-07
8608 fails: assessment: authorisation_date=2024-05-07
8608 passes: assessment: authorisation_date=2024-05-08
8614 fails: assessment: authorisation_date=
8614 passes: assessment: authorisation_date= | no factor
8670Q fails: assessment: start_date=2025-01-24 authorisation_date=
8670Q passes: assessment: start_date=2025-01-27 authorisation_date=
8696 fails: assessment: authorisation_date=2025-04-01
8696 passes: assessment: authorisation_date=2025-03-31
8736 fails: assessment: start_date=2024-03-31 authorisation_date=
8736 passes: assessment: start_date=2024-04-01 authorisation_date=
8863Q fails: another assessment: start_date=2024-06-12
8863Q passes: another assessment: start_date=2024-06-13
8869 fails: another factor: factor=21
8869 passes: factor: factor=21
8896 fails: assessment: authorisation_date= | another assessment: start_date=2024-08-01 authorisation_date=
8896 passes: another assessment: start_date=2024-08-01 authorisation_date=
8897Q fails: no factor
8897Q passes: no factor | assessment: authorisation_date=2024-03-31
8898 fails: another factor:
8898 passes: another factor: factor=5B
8945Q fails: factor: factor=18A
8945Q passes: factor: factor=18B
8950Q fails: factor: factor=19A
8950Q passes: factor: factor=19C

1104 fails: enquiry: conference_date=2024-05-06
1104 passes: enquiry: conference_date=2024-05-07
2884 fails: referral: conference_date=2024-06-06
2884 passes: referral: conference_date=2024-06-06 | enquiry: conference_date=
2889 fails: enquiry: start_date=2024-05-06
2889 passes: enquiry: start_date=2024-05-07
8615 fails: enquiry: start_date=2024-06-07
8615 passes: enquiry: start_date=2024-06-06
8675Q fails: enquiry: start_date=2025-03-07 conference_date=
8675Q passes: enquiry: start_date=2025-03-10 conference_date=
8715 fails: enquiry: conference_date=2025-04-01
8715 passes: enquiry: conference_date=2025-03-31
8740 fails: enquiry: start_date=2024-03-28 conference_date=
8740 passes: enquiry: start_date=2024-04-02 conference_date=
8839 fails: enquiry: conference_date= | another enquiry: start_date=2024-08-01 conference_date=
8839 passes: enquiry: conference_date= conference_not_required=true | \
another enquiry: start_date=2024-08-01 conference_date=
8870Q fails: enquiry: conference_target_date=2024-06-08
8870Q passes: enquiry: conference_target_date=2024-06-07
8875 fails: enquiry: conference_date=2024-06-08
8875 passes: enquiry: conference_date=2024-06-07
8890 fails: another enquiry: start_date=2024-06-06
8890 passes: another enquiry: start_date=2024-06-07 conference_date=2024-06-12

4000 fails: referral: no_further_action=true
4000 passes: referral: no_further_action=false
4001 fails: need_plan: end_date=
4001 passes: need_plan: end_date= | plan: end_date=2024-12-02
4004 fails: need_plan: end_date= | another need_plan: start_date=2024-09-02 end_date=
4004 passes: another need_plan: start_date=2024-09-02 end_date=
4008 fails: child: death_date=2024-05-14
4008 passes: child: death_date=2024-05-15
4009Q fails: child: death_date=2024-06-05
4009Q passes: child: death_date=2024-06-06
4010 fails: need_plan: start_date=2025-04-01 end_date=
4010 passes: need_plan: start_date=2025-03-31 end_date=
4011 fails: need_plan: end_date=2024-05-14
4011 passes: need_plan: end_date=2024-05-15
4012Q fails: need_plan: end_date=2024-05-15
4012Q passes: need_plan: end_date=2024-05-16
4013 fails: need_plan: end_date=2025-04-01
4013 passes: need_plan: end_date=2025-03-31
4014 fails: another need_plan: start_date=2024-06-06
4014 passes: another need_plan: start_date=2024-06-07 end_date=2024-06-30
4015 fails: need_plan: start_date=2024-05-06
4015 passes: need_plan: start_date=2024-05-07
4016 fails: plan: end_date=2024-12-02 | need_plan: start_date=2024-12-01 end_date=
4016 passes: plan: end_date=2024-12-02 | need_plan: start_date=2024-12-02 end_date=
4017 fails: need_plan: end_date=2024-06-07
4017 passes: need_plan: end_date=2024-06-06

1105 fails: plan: start_date=2024-05-06
1105 passes: plan: start_date=2024-05-07
2883 fails: enquiry: conference_date=
2883 passes: enquiry: conference_date= | referral: conference_date=2024-06-06
2885 fails: plan: start_date=2024-06-07
2885 passes: plan: start_date=2024-06-07 | no enquiry | referral: conference_date=2024-06-07
8720 fails: plan: start_date=2025-04-01
8720 passes: plan: start_date=2025-03-31
8730 fails: plan: number_of_previous_plans=
8730 passes: plan: number_of_previous_plans=0
8832 fails: referral: no_further_action=true
8832 passes: referral: no_further_action=true | no plan
8840 fails: plan: end_date=2024-06-06
8840 passes: plan: end_date=2024-06-07
8905 fails: plan: initial_category=XXX
8905 passes: plan: initial_category=MUL
8910 fails: plan: latest_category=
8910 passes: plan: latest_category=EMO
8915 fails: child: death_date=2024-06-05
8915 passes: child: death_date=2024-06-06
8920 fails: plan: end_date=2024-12-03 | child: death_date=2024-12-02
8920 passes: plan: end_date=2024-12-02 | child: death_date=2024-12-02
8925 fails: plan: end_date=2024-06-05
8925 passes: plan: end_date=2024-06-06
8930 fails: plan: end_date=2025-04-01
8930 passes: plan: end_date=2025-03-31
8935 fails: another plan: start_date=2024-10-01
8935 passes: plan: end_date=2024-09-30 | another plan: start_date=2024-10-01
8940 fails: plan: end_date=2024-10-01 | another plan: start_date=2024-10-01
8940 passes: plan: end_date=2024-09-30 | another plan: start_date=2024-10-01
4003 fails: need_plan: end_date=2024-09-04
4003 passes: need_plan: end_date=2024-09-04 | plan: end_date=2024-09-04
8841 fails: review: review_date=2024-06-06
8841 passes: review: review_date=2024-06-07
8842Q fails: review: review_date=soon
8842Q passes: review: review_date=2024-09-04
"""


def base(year: int) -> dict[str, list[dict[str, str]]]:
    """Return the rows of one invented child, by section, in a census that fails no rule."""
    before, child = year - 1, {"child_id": "ASHA1"}
    episode = {**child, "referral_date": f"{before}-05-07"}
    return {
        "child": [
            {
                **child,
                "birth_date": "2015-02-10",
                "sex": "F",
                "ethnicity": "WBRI",
                "upn": "U852200012345",
                **dict.fromkeys(("expected_birth_date", "death_date", "former_upn", "upn_unknown", "disability")),
            }
        ],
        "disability": [
            {**child, "disability": code} for code in ("MOB", "HAND", "PC", "INC", "COMM", "LD", "HEAR", "VIS")
        ],
        "referral": [
            {
                **episode,
                "source": "1A",
                "no_further_action": "false",
                "primary_need": "N1",
                **dict.fromkeys(("closure_date", "closure_reason", "conference_date")),
            }
        ],
        "assessment": [{**episode, "start_date": f"{before}-05-08", "authorisation_date": f"{before}-06-12"}],
        "factor": [{**child, "assessment_start_date": f"{before}-05-08", "factor": "4B"}],
        "need_plan": [{**episode, "start_date": f"{before}-05-15", "end_date": f"{before}-06-06"}],
        "enquiry": [
            {
                **episode,
                "start_date": f"{before}-05-20",
                "conference_target_date": f"{before}-06-06",
                "conference_date": f"{before}-06-06",
                "conference_not_required": "false",
            }
        ],
        "plan": [
            {
                **episode,
                "start_date": f"{before}-06-06",
                "end_date": None,
                "initial_category": "NEG",
                "latest_category": "NEG",
                "number_of_previous_plans": "0",
            }
        ],
        "review": [{**child, "plan_start_date": f"{before}-06-06", "review_date": f"{before}-09-04"}],
    }


CENSUS = Return(
    format="cin_census",
    year=YEAR,
    sections=SECTION_OF,
    base=base,
    text=EXAMPLES,
    beneath={
        "assessment": ("start_date", {"factor": "assessment_start_date"}),
        "plan": ("start_date", {"review": "plan_start_date"}),
        "referral": ("referral_date", dict.fromkeys(("assessment", "need_plan", "enquiry", "plan"), "referral_date")),
    },
)
