"""
For each of DfE's rules of the SSDA903, a return that fails it and one that passes it; `rule_examples` says how.

Examples are about the return of 2025 unless they name another year.
"""

from tests.spec.rule_examples import Return

YEAR = 2025
SECTION_OF = {
    "child": "looked_after_children",
    "episode": "episodes_of_care",
    "review": "looked_after_reviews",
    "asylum": "unaccompanied_asylum_seeking_children",
    "health": "looked_after_health",
    "leaver": "care_leaver_outcomes",
    "adoption": "adoptions",
    "decision": "placement_for_adoption_decisions",
    "arrangement": "previous_permanence_arrangements",
    "absence": "absences_from_placement",
    "worker": "social_worker_episodes",
}

EXAMPLES = """
101 fails: child: sex=
101 passes: child: sex=U
102 fails: child: birth_date=unknown
102 passes: child: birth_date=2012-02-11
103 fails: child: ethnicity=XXXX
103 passes: child: ethnicity=NOBT
165 fails: child: is_mother=
165 passes: child: is_mother= sex=M
168 fails: child: upn=S852200012345
168 passes: child: upn=UN3
174 fails: child: sex=M first_child_birth_date=2024-06-01
174 passes: child: sex=F first_child_birth_date=2024-06-01
209 fails: child: upn=UN1 birth_date=2019-08-31
209 passes: child: upn=UN1 birth_date=2019-09-01
210 fails: child: upn=UN4 | episode: start_date=2025-03-23
210 passes: child: upn=UN4 | episode: start_date=2025-03-24
301 fails: child: birth_date=2025-04-01
301 passes: child: birth_date=2025-03-31
351 fails: child: birth_date=1999-03-31
351 passes: child: birth_date=1999-04-01
393 fails: child: is_mother=
393 passes: child: is_mother= | episode: legal_status=V4
399 of child fails: episode: legal_status=V4
399 of child passes: episode: legal_status=V4 | child: is_mother=
399 of review fails: episode: legal_status=V4
399 of review passes: episode: legal_status=V4 | another episode: start_date=2024-12-01
442 fails: child: upn=
442 passes: child: upn= | episode: legal_status=V3
607 fails: child: is_mother= | episode: end_date=2024-12-02 end_reason=E4A
607 passes: child: is_mother= | episode: end_date=2024-12-02 end_reason=X1
611 fails: child: is_mother=1
611 passes: child: is_mother=1 first_child_birth_date=2024-06-01
612 fails: child: first_child_birth_date=2024-06-01
612 passes: child: first_child_birth_date=2024-06-01 is_mother=1
620 fails: child: is_mother=1 birth_date=2013-04-02
620 passes: child: is_mother=1 birth_date=2013-04-01
621 fails: child: first_child_birth_date=2012-02-10
621 passes: child: first_child_birth_date=2012-02-11
625 fails: child: first_child_birth_date=2024-12-03 | episode: end_date=2024-12-02 end_reason=E4A
625 passes: child: first_child_birth_date=2024-12-02 | episode: end_date=2024-12-02 end_reason=E4A
628 fails: no episode | another leaver:
628 passes: no episode | another leaver: | child: is_mother=
EPI fails: no episode
EPI passes: no episode | another leaver:
INT32 fails: another child: ethnicity=WIRI
INT32 passes: another child: child_id=BEN2

202 fails: last child: sex=M
202 passes: last child: sex=
203 fails: last child: birth_date=2012-02-11
203 passes: last child: birth_date=
204 fails: last child: ethnicity=WIRI
204 passes: last child: ethnicity=WBRI
205A fails: another last asylum:
205A passes: another last asylum: end_date=2024-03-31
207 fails: last child: is_mother=1
207 passes: last child: is_mother=1 | child: is_mother=1
208 fails: last child: upn=U852200012346
208 passes: last child: upn=UN3
576 fails: another last absence: end_date=
576 passes: another last absence: end_date= | another absence:
624 fails: last child: first_child_birth_date=2023-06-01 | child: first_child_birth_date=2023-06-02
624 passes: last child: first_child_birth_date=2023-06-01 | child: first_child_birth_date=2023-06-01
626 fails: child: is_mother=1 first_child_birth_date=2024-03-31
626 passes: child: is_mother=1 first_child_birth_date=2024-04-01

141 fails: episode: start_date=soon
141 passes: episode: start_date=2024-05-08
142 fails: another episode: start_date=2024-12-02
142 passes: episode: end_date=2024-12-02 end_reason=X1 | another episode: start_date=2024-12-02
143 fails: episode: start_reason=X
143 passes: episode: start_reason=P
144 fails: episode: legal_status=C9
144 passes: episode: legal_status=C1
145 fails: episode: primary_need=N0
145 passes: episode: primary_need=N8
146 fails: episode: placement=K9
146 passes: episode: placement=K3
148 fails: episode: end_date=2024-12-02
148 passes: episode: end_date=2024-12-02 end_reason=E4A
149 fails: episode: end_reason=E99
149 passes: episode: end_reason=E13
178 fails: episode: placement_provider=PR9
178 passes: episode: placement_provider=PR4
1009 fails: episode: placement_change_reason=MOVED
1009 passes: episode: placement_change_reason=CLOSE
199 fails: episode: end_date=2024-12-02 end_reason=E11 | another episode: start_date=2025-01-02
199 passes: episode: end_date=2024-12-02 end_reason=E13 | another episode: start_date=2025-01-02
213 fails: episode: placement=T4
213 passes: episode: placement=T4 placement_provider=
214 fails: episode: legal_status=V4
214 passes: episode: legal_status=V4 placement_postcode= placement_urn=
217 fails: episode: placement=A3 start_reason=P
217 passes: episode: placement=A3 start_reason=T
218 fails: episode: placement_urn=
218 passes: episode: placement_urn= placement=P1
222 fails: episode: placement=P1
222 passes: episode: placement=P1 placement_urn=XXXXXXX
225 fails: episode: end_date=2024-12-02 end_reason=X1 | another episode: start_date=2024-12-02 start_reason=P
225 passes: episode: end_date=2024-12-02 end_reason=X1 | \
another episode: start_date=2024-12-02 start_reason=P placement=T4
226 fails: episode: placement_change_reason=OTHER | another episode: start_date=2024-12-02 placement=T4
226 passes: episode: placement_change_reason=OTHER | another episode: start_date=2024-12-02 placement=K2
302 fails: episode: start_date=2012-02-09
302 passes: episode: start_date=2012-02-10
336 fails: episode: placement=K2 | another episode: start_date=2024-12-02 placement=A3
336 passes: another episode: start_date=2024-12-02 placement=A3
352 fails: child: birth_date=2005-05-08
352 passes: child: birth_date=2005-05-09
353 fails: episode: start_date=1991-10-13
353 passes: episode: start_date=1991-10-14
354 fails: episode: start_date=2025-04-01
354 passes: episode: start_date=2025-03-31
355 fails: episode: end_date=2023-05-08
355 passes: episode: end_date=2023-05-09
356 fails: episode: end_date=2023-05-07
356 passes: episode: end_date=2023-05-08
357 fails: episode: start_date=2024-04-01 start_reason=P
357 passes: episode: start_date=2024-03-31 start_reason=P
358 fails: episode: legal_status=J1 start_date=2022-02-09
358 passes: episode: legal_status=J1 start_date=2022-02-10
359 fails: child: birth_date=2007-03-30 | episode: legal_status=V2
359 passes: child: birth_date=2007-03-30 | episode: legal_status=V2 placement=K2
361 fails: episode: legal_status=L1 end_date=2023-05-12
361 passes: episode: legal_status=L1 end_date=2023-05-11
362 fails: episode: legal_status=L2 end_date=2023-05-28 | \
another episode: start_date=2023-05-28 end_date=2023-05-30 legal_status=L2
362 passes: episode: legal_status=L2 end_date=2023-05-28 | another episode: start_date=2023-05-28 end_date=2023-05-30
363 fails: episode: legal_status=L3 end_date=2023-05-16
363 passes: episode: legal_status=L3 end_date=2023-05-15
364 fails: episode: legal_status=J2 end_date=2023-05-30
364 passes: episode: legal_status=J2 end_date=2023-05-29
365 fails: episode: legal_status=V3 end_date=2023-05-26
365 passes: episode: legal_status=V3 end_date=2023-05-25
366 fails: episode: legal_status=V3 start_reason=P
366 passes: episode: legal_status=V3 start_reason=S
367 fails: episode: legal_status=V3 end_date=2024-06-16
367 passes: episode: legal_status=V3 end_date=2024-06-15
371 fails: episode: placement=K3
371 passes: episode: placement=K3 | child: birth_date=2007-05-08
372 fails: episode: placement=R5 start_date=2022-02-09
372 passes: episode: placement=R5 start_date=2022-02-10
373 fails: episode: placement=S1 start_date=2016-02-09
373 passes: episode: placement=S1 start_date=2016-02-10
374 fails: episode: placement=P3
374 passes: episode: placement=P3 | child: birth_date=2009-05-08
375 fails: episode: placement=T1 end_date=2023-06-20
375 passes: episode: placement=T1 end_date=2023-06-19
376 fails: episode: placement=T3 end_date=2023-05-30
376 passes: episode: placement=T3 end_date=2023-05-29
377 fails: episode: placement=T3 | another episode: start_date=2024-06-01 placement=T3 | \
another episode: start_date=2024-09-01 placement=T3
377 passes: episode: placement=T3 | another episode: start_date=2024-06-01 placement=T3 | \
another episode: start_date=2024-09-01
378 fails: episode: placement=P1 legal_status=V2
378 passes: episode: placement=P1
379 fails: episode: placement=T4 end_date=2023-05-16
379 passes: episode: placement=T4 end_date=2023-05-15
380 fails: episode: placement=T4
380 passes: episode: placement=T4 start_reason=P
381 fails: episode: placement=T4 end_reason=E4A
381 passes: episode: placement=T4 end_reason=X1
382 fails: episode: placement=T4 legal_status=V3
382 passes: episode: placement=T4
383 fails: episode: end_date=2024-06-01 end_reason=X1 | \
another episode: start_date=2024-06-01 end_date=2024-06-05 end_reason=X1 placement=T4 | \
another episode: start_date=2024-06-05 placement=K2
383 passes: episode: end_date=2024-06-01 end_reason=X1 | \
another episode: start_date=2024-06-01 end_date=2024-06-05 end_reason=X1 placement=T4 | \
another episode: start_date=2024-06-05
384 fails: episode: placement=U1 legal_status=V3
384 passes: episode: placement=U3 legal_status=V3
385 fails: episode: end_date=2025-04-01
385 passes: episode: end_date=2025-03-31
386 fails: episode: end_date=2030-02-10 end_reason=E11
386 passes: episode: end_date=2030-02-09 end_reason=E11
387 fails: episode: end_date=2024-12-02 end_reason=E5
387 passes: episode: end_date=2026-02-10 end_reason=E5
388 fails: episode: end_date=2024-12-02 end_reason=X1 | another episode: start_date=2024-12-03
388 passes: episode: end_date=2024-12-02 end_reason=X1 | another episode: start_date=2024-12-02
389 fails: episode: end_date=2028-02-09 end_reason=E7
389 passes: episode: end_date=2028-02-10 end_reason=E7
390 fails: episode: end_reason=E12
390 passes: episode: end_reason=E12 placement=A6
392b fails: episode: home_postcode=
392b passes: episode: home_postcode= | another asylum:
392d fails: episode: home_postcode=zz22bb
392d passes: episode: home_postcode=zz22bb placement=P1
398 fails: episode: legal_status=V3 placement_postcode=
398 passes: episode: legal_status=V3 placement_postcode= home_postcode=
407 fails: episode: end_date=2030-02-10 end_reason=E46
407 passes: episode: end_date=2030-02-09 end_reason=E46
408 fails: episode: placement=A5
408 passes: episode: placement=A5 legal_status=E1
426 fails: episode: legal_status=V3 | another episode: start_date=2024-12-02 legal_status=V4
426 passes: episode: legal_status=V3 | another episode: start_date=2024-12-02 legal_status=V3
431 fails: episode: end_date=2024-12-02 | another episode: start_date=2024-12-02
431 passes: episode: end_date=2024-12-02 | another episode: start_date=2024-12-03
432 fails: episode: end_reason=E4A | another episode: start_date=2024-12-02 start_reason=P
432 passes: episode: end_reason=E4A | another episode: start_date=2024-12-02
433 fails: episode: end_date=2024-12-01 | another episode: start_date=2024-12-02 start_reason=P
433 passes: episode: end_date=2024-12-02 | another episode: start_date=2024-12-02 start_reason=P
434 fails: another episode: start_date=2024-12-02 start_reason=L
434 passes: another episode: start_date=2024-12-02 start_reason=L legal_status=C1
435 fails: another episode: start_date=2024-12-02 start_reason=P
435 passes: another episode: start_date=2024-12-02 start_reason=P placement_urn=7654321
436 fails: another episode: start_date=2024-12-02 start_reason=B legal_status=C1
436 passes: another episode: start_date=2024-12-02 start_reason=B legal_status=C1 placement=K2
437 fails: episode: end_reason=E15 | another episode: start_date=2024-12-02
437 passes: episode: end_reason=E15
445 fails: episode: legal_status=D1 start_date=2006-01-01
445 passes: episode: legal_status=D1 start_date=2005-12-31
446 fails: episode: legal_status=E1 start_date=2005-11-30
446 passes: episode: legal_status=E1 start_date=2005-12-01
451 fails: episode: legal_status=D1
451 passes: episode: legal_status=D1 end_date=2024-12-02 end_reason=X1
460 fails: episode: end_date=2030-02-09 end_reason=E17
460 passes: episode: end_date=2030-02-10 end_reason=E17
501 fails: episode: end_date=2024-12-03 | another episode: start_date=2024-12-02
501 passes: episode: end_date=2024-12-02 | another episode: start_date=2024-12-02
502 fails: last episode: start_date=2023-05-09
502 passes: last episode: start_date=2023-05-09 end_date=2024-03-31
503A fails: last episode: start_reason=P
503A passes: last episode: start_reason=S
503B fails: last episode: legal_status=C1
503B passes: last episode: legal_status=C1 start_date=2023-05-09
503C fails: last episode: primary_need=N2
503C passes: last episode: primary_need=N2 end_date=2024-03-31
503D fails: last episode: placement=U4
503D passes: last episode: placement=U6
503E fails: last episode: placement_provider=PR4
503E passes: last episode: placement_provider=PR1
503F fails: last episode: placement_urn=
503F passes: last episode: placement_urn= | episode: placement_urn=
504 fails: episode: end_date=2024-12-02 end_reason=X1 | another episode: start_date=2024-12-02 primary_need=N2
504 passes: episode: end_date=2024-12-02 end_reason=E4A | another episode: start_date=2024-12-02 primary_need=N2
516 fails: episode: end_reason=E45 placement=K2
516 passes: episode: end_reason=E45
526 fails: episode: placement_provider=
526 passes: episode: placement_provider= placement=T0
527 fails: episode: placement=R5
527 passes: episode: placement=R1
528 fails: episode: placement_provider=PR2 placement=R2
528 passes: episode: placement_provider=PR2 placement=R1
529 fails: episode: placement_provider=PR3
529 passes: episode: placement_provider=PR3 placement=R2
530 fails: episode: placement_provider=PR4 placement=P1
530 passes: episode: placement_provider=PR4
531 fails: episode: placement_provider=PR5 placement=P1
531 passes: episode: placement_provider=PR5
550 fails: episode: placement_provider=PR0
550 passes: episode: placement_provider=PR0 placement=P1
551 fails: episode: placement=A4
551 passes: episode: placement=A4 | another decision:
553 fails: episode: legal_status=E1
553 passes: episode: legal_status=E1 | another decision:
555 fails: episode: legal_status=D1
555 passes: episode: legal_status=D1 | another decision:
557 fails: episode: legal_status=E1 end_reason=E4A | another decision:
557 passes: episode: legal_status=E1 end_reason=E4A | another decision: reversal_date=2024-09-02 reversal_reason=RD1
580 fails: episode: end_date=2024-06-04 end_reason=E4A | another absence:
580 passes: episode: end_date=2024-06-06 end_reason=E4A | another absence:
601 fails: episode: end_date=2024-12-02 end_reason=E11 | another adoption: matching_date=
601 passes: episode: end_date=2024-12-02 end_reason=E11 | another adoption:
630 fails: episode: start_date=2024-04-01
630 passes: episode: start_date=2024-04-01 | another arrangement:
562 fails: last episode: start_date=2023-05-09
562 passes: episode: start_date=2024-04-01
NoE fails: last episode: child_id=BEN2
NoE passes: last episode: start_date=2022-05-08
INT03 fails: episode: child_id=BEN2
INT03 passes: episode: child_id=ASHA1
SW01STG1 fails: no worker
SW01STG1 passes: no worker | episode: end_date=2024-12-02

166 fails: review: review_date=
166 passes: review: review_date=2024-09-05
167 fails: review: participation=PN9
167 passes: review: participation=PN7
440 fails: review: participation=PN0 review_date=2016-02-10
440 passes: review: participation=PN0 review_date=2016-02-09
441 fails: review: review_date=2016-02-09
441 passes: review: review_date=2016-02-10
INT08 fails: review: child_id=BEN2
INT08 passes: review: child_id=ASHA1

304 fails: another asylum: end_date=2030-02-11
304 passes: another asylum: end_date=2030-02-10
205B fails: another asylum: | another last asylum: end_date=2024-03-31
205B passes: another asylum: | another last asylum: end_date=2024-04-01
205D fails: another asylum:
205D passes: another asylum: | another last asylum:
1014 fails: no episode | another leaver: | another asylum:
1014 passes: another leaver: | another asylum:
INT09 fails: another asylum: child_id=BEN2
INT09 passes: another asylum:
INT18 fails: another asylum: birth_date=2012-02-11
INT18 passes: another asylum:
INT21 fails: another asylum: sex=M
INT21 passes: another asylum:
INT36 fails: another asylum: | another asylum:
INT36 passes: another asylum:

157 fails: health: no_sdq_reason=SDQ1
157 passes: health: no_sdq_reason=SDQ1 | child: birth_date=2020-04-02
158 fails: health: intervention_received=1 intervention_offered=0
158 passes: health: intervention_received=1
159 fails: health: substance_misuse=1 intervention_received=0
159 passes: health: substance_misuse=1 intervention_received=0 intervention_offered=1
182 fails: health: teeth_checked=
182 passes: health: teeth_checked= convicted=
185 fails: episode: start_date=2024-04-02
185 passes: episode: start_date=2024-04-01
186 fails: health: sdq_score=
186 passes: health: sdq_score= | child: birth_date=2020-04-02
188 fails: child: birth_date=2021-04-01
188 passes: child: birth_date=2021-03-31
189 fails: child: birth_date=2007-04-01
189 passes: child: birth_date=2007-04-02
190 fails: episode: start_date=2024-04-02
190 passes: episode: end_date=2024-12-02 | another episode: start_date=2024-12-02
191 fails: health: immunisations_up_to_date=
191 passes: health: immunisations_up_to_date= | episode: start_date=2024-04-02
192 fails: health: substance_misuse=1
192 passes: health: substance_misuse=1 intervention_received=0
193 fails: health: intervention_received=0
193 passes: health: intervention_received=0 substance_misuse=1
196 fails: health: no_sdq_reason=SDQ9
196 passes: health: no_sdq_reason=SDQ5
197a fails: health: no_sdq_reason=SDQ2
197a passes: health: no_sdq_reason=SDQ2 sdq_score=
197B fails: health: sdq_score= | child: birth_date=2021-03-31
197B passes: health: sdq_score= no_sdq_reason=SDQ1 | child: birth_date=2021-03-31
198 fails: health: no_sdq_reason=SDQ2 | episode: end_date=2024-12-02 end_reason=E4A
198 passes: health: no_sdq_reason=SDQ2
215 fails: another leaver:
215 passes: another leaver: child_id=BEN2
542 fails: child: birth_date=2015-04-01
542 passes: child: birth_date=2015-03-31
543 fails: health: convicted=
543 passes: health: convicted= | child: birth_date=2015-04-01
544 fails: health: health_assessed=
544 passes: health: health_assessed= convicted=
545 fails: child: birth_date=2020-04-01
545 passes: child: birth_date=2020-04-01 | health: health_surveillance_up_to_date=1
546 fails: health: health_surveillance_up_to_date=1 | child: birth_date=2020-03-31
546 passes: health: health_surveillance_up_to_date=1 | child: birth_date=2020-04-01
547 fails: health: health_surveillance_up_to_date=1 substance_misuse=
547 passes: health: health_surveillance_up_to_date=1
1012 of health fails: no episode | another leaver:
1012 of health passes: another leaver:
INT05 fails: health: child_id=BEN2
INT05 passes: health: child_id=ASHA1
INT33 fails: another health: sdq_score=13
INT33 passes: another health: child_id=BEN2

131 fails: another leaver: in_touch=SOMETIMES
131 passes: another leaver: in_touch=REFU
132 in 2021 fails: another leaver: activity=F4
132 in 2021 passes: another leaver: activity=F3
132 fails: another leaver: activity=F3
132 passes: another leaver: activity=F4
133 fails: another leaver: suitability=
133 passes: another leaver: accommodation=U1
187 of leaver fails: another leaver:
187 of leaver passes: another leaver: | episode: end_date=2025-02-10
344 fails: another leaver: in_touch=RHOM
344 passes: another leaver: in_touch=RHOM activity= accommodation= suitability=
345 fails: another leaver: activity=
345 passes: another leaver: activity= in_touch=NO
347 fails: another leaver: accommodation=T1 birth_date=2007-04-01
347 passes: another leaver: accommodation=T1 birth_date=2007-03-31
391 fails: another leaver: birth_date=2002-04-01
391 passes: another leaver: birth_date=2002-04-02
1000 fails: another leaver: | episode: end_reason=E2
1000 passes: another leaver: | episode: end_reason=E4A
1007 fails: another leaver:
1007 passes: another leaver: birth_date=2005-03-31
1010 fails: another leaver: | no episode
1010 passes: another leaver: | no episode | last episode: end_date=2024-02-10
1011 fails: another leaver: | episode: end_date=2025-02-10 end_reason=E3
1011 passes: another leaver: | episode: end_date=2024-12-02 end_reason=E3 | another episode: start_date=2025-01-02
1016 fails: another leaver: | episode: end_date=2025-02-11 end_reason=E17
1016 passes: another leaver: | episode: end_date=2025-02-10 end_reason=E17
3001 fails: another leaver: accommodation=Z1 birth_date=2008-03-31
3001 passes: another leaver: accommodation=Z1 birth_date=2007-03-31
INT06 fails: another leaver: child_id=BEN2
INT06 passes: another leaver:
INT15 fails: another leaver:
INT15 passes: another leaver: birth_date=2012-02-10
INT34 fails: another leaver: | another leaver: activity=F2
INT34 passes: another leaver:

134 fails: another adoption: | another leaver:
134 passes: another adoption: | another leaver: child_id=BEN2
151 fails: another adoption: by_former_foster_carer=
151 passes: another adoption:
176 fails: another adoption: adopters_sex=XX
176 passes: another adoption: adopters_sex=FF
177 fails: another adoption: adopters_legal_status=L9
177 passes: another adoption: adopters_legal_status=L3
187 of adoption fails: another adoption:
187 of adoption passes: another adoption: | episode: end_date=2024-12-02 end_reason=E11
331 fails: another adoption: | episode: start_date=2024-06-09 end_reason=E11
331 passes: another adoption: | episode: start_date=2024-06-10 end_reason=E11
333 fails: another adoption: matching_date=2024-05-06
333 passes: another adoption: matching_date=2024-05-07
334 fails: another adoption: | episode: start_date=2024-05-08
334 passes: another adoption: | episode: start_date=2024-05-07
335 fails: another adoption: | episode: placement=A3 end_reason=E11
335 passes: another adoption: | episode: placement=A4 end_reason=E11
511 fails: another adoption: adopters_sex=F1
511 passes: another adoption: adopters_sex=F1 number_of_adopters=1
514 fails: another adoption: adopters_legal_status=L0
514 passes: another adoption: adopters_legal_status=L0 adopters_sex=M1
517 fails: another adoption: adopters_legal_status=L3 adopters_sex=FF
517 passes: another adoption: adopters_legal_status=L3
518 fails: another adoption: adopters_legal_status=L4
518 passes: another adoption: adopters_legal_status=L4 adopters_sex=MM
519 fails: another adoption: adopters_legal_status=L2 adopters_sex=F1
519 passes: another adoption: adopters_legal_status=L2
520 fails: another adoption: adopters_sex=MM
520 passes: another adoption:
524 fails: another adoption: adopters_legal_status=L12
524 passes: another adoption: adopters_legal_status=L12 adopters_sex=FF
521 fails: another adoption: | episode: placement=A4 start_date=2024-05-06
521 passes: another adoption: | episode: placement=A4 start_date=2024-05-07
523 fails: another adoption: | another decision: decision_date=2024-05-08
523 passes: another adoption: | another decision:
525 fails: another adoption: | another decision: reversal_date=2024-09-02
525 passes: another adoption: | another decision:
582 fails: another adoption: | episode: end_date=2024-06-10 end_reason=E11
582 passes: another adoption: | episode: end_date=2024-06-11 end_reason=E11
602 fails: another adoption: | episode: end_date=2024-03-31 end_reason=E11
602 passes: another adoption: | episode: end_date=2024-04-01 end_reason=E11
1012 of adoption fails: another adoption: | another leaver: | no episode
1012 of adoption passes: another adoption: | another leaver:
INT01 fails: another adoption: child_id=BEN2
INT01 passes: another adoption:
INT31 fails: another adoption: | another adoption: number_of_adopters=1
INT31 passes: another adoption: | another adoption: child_id=BEN2

115 fails: another decision: decision_date=
115 passes: another decision:
117 fails: another decision: | episode: end_date=2024-05-06 end_reason=E4A
117 passes: another decision: | episode: end_date=2024-05-07 end_reason=E4A
118 fails: another decision: reversal_date=2024-03-31
118 passes: another decision: reversal_date=2024-04-01
119 fails: another decision: reversal_date=2024-09-02
119 passes: another decision: reversal_date=2024-09-02 reversal_reason=RD1
120 fails: another decision: reversal_reason=RD9
120 passes: another decision: reversal_reason=RD4
184 fails: another decision: decision_date=2012-02-09
184 passes: another decision: decision_date=2012-02-10
522 fails: another decision: reversal_date=2024-05-06
522 passes: another decision: reversal_date=2024-05-07
552 fails: another decision: | episode: placement=A4 start_date=2024-05-06
552 passes: another decision: | episode: placement=A4 start_date=2024-05-07
554 fails: another decision: | episode: legal_status=E1 start_date=2024-05-06
554 passes: another decision: | episode: legal_status=E1 start_date=2024-05-07
556 fails: another decision: | episode: legal_status=D1 start_date=2024-05-06
556 passes: another decision: | episode: legal_status=D1 start_date=2024-05-07
558 fails: another decision: reversal_date=2024-09-02 | episode: end_reason=E12
558 passes: another decision: reversal_date=2024-09-02 | another decision: decision_date=2024-10-01 | \
episode: end_reason=E12
559 fails: another decision: decision_date=2024-03-31
559 passes: another decision: decision_date=2024-03-31 | another last decision: decision_date=2024-03-31
560 fails: another decision: | another last decision: decision_date=2024-03-30
560 passes: another decision: | another last decision: decision_date=2024-03-30 reversal_date=2024-03-31
561 fails: another decision: decision_date=2024-03-30 | \
another last decision: decision_date=2024-03-30 reversal_date=2024-03-31
561 passes: another decision: decision_date=2024-03-30 | another last decision: decision_date=2024-03-30
563 fails: another decision: decision_date= reversal_date=2024-09-02
563 passes: another decision: reversal_date=2024-09-02
579 fails: another decision: reversal_date=2024-09-02 | another decision: decision_date=2024-09-01
579 passes: another decision: reversal_date=2024-09-02 | another decision: decision_date=2024-09-02
583 fails: another decision: | another decision: decision_date=2024-09-02
583 passes: another decision: reversal_date=2024-09-02 | another decision: decision_date=2024-09-02
1003 fails: another decision: decision_date=2023-05-07
1003 passes: another decision: decision_date=2023-05-08
1012 of decision fails: another decision: | another leaver: | no episode
1012 of decision passes: another decision: | another leaver:
INT02 fails: another decision: child_id=BEN2
INT02 passes: another decision:

631 fails: another arrangement: arrangement=P9
631 passes: another arrangement: arrangement=P2
632 fails: another arrangement: order_date=2023-05-08
632 passes: another arrangement: order_date=2023-05-07
633 fails: another arrangement: authority=999
633 passes: another arrangement: authority=SCO
634 fails: another arrangement: | episode: start_date=2016-03-31
634 passes: another arrangement: | episode: start_date=2016-04-01
635 fails: another arrangement: authority=852
635 passes: another arrangement: authority=852 arrangement=P1
1012 of arrangement fails: another arrangement: | another leaver: | no episode
1012 of arrangement passes: another arrangement: | another leaver:
INT07 fails: another arrangement: child_id=BEN2
INT07 passes: another arrangement:
INT35 fails: another arrangement: | another arrangement: arrangement=P1
INT35 passes: another arrangement:

1004 fails: another absence: start_date=night
1004 passes: another absence:
1006 fails: another absence: absence_type=X
1006 passes: another absence: absence_type=A
564 fails: another absence: start_date=
564 passes: another absence: start_date= absence_type=
565 fails: another absence: absence_type=
565 passes: another absence: absence_type= start_date=
566 fails: another absence: absence_type=
566 passes: another absence: absence_type= end_date=
567 fails: another absence: end_date=2024-06-02
567 passes: another absence: end_date=2024-06-03
570 fails: another absence: start_date=2025-04-01
570 passes: another absence: start_date=2025-03-31
571 fails: another absence: end_date=2024-03-31
571 passes: another absence: end_date=2024-04-01
574 fails: another absence: | another absence: start_date=2024-06-04
574 passes: another absence: | another absence: start_date=2024-06-05
575 fails: another absence: end_date= | episode: end_date=2024-12-02 end_reason=X1
575 passes: another absence: | episode: end_date=2024-12-02 end_reason=X1
577 fails: another absence: end_date= | episode: end_date=2024-12-02 end_reason=E4A
577 passes: another absence: end_date= | episode: end_date=2024-12-02 end_reason=X1
578 fails: another absence: | episode: end_date=2024-06-02 end_reason=E4A
578 passes: another absence: | episode: end_date=2024-06-03 end_reason=E4A
581 fails: another absence: | episode: start_date=2024-06-04
581 passes: another absence: | episode: start_date=2024-06-03
586 fails: another absence: start_date=2012-02-09
586 passes: another absence: start_date=2012-02-10
1012 of absence fails: another absence: | another leaver: | no episode
1012 of absence passes: another absence: | another leaver:
INT04 fails: another absence: child_id=BEN2
INT04 passes: another absence:

1012 of review fails: another leaver: | no episode
1012 of review passes: another leaver:
SW03STG1 fails: worker: worker=
SW03STG1 passes: worker: worker=SW2
SW04STG1 fails: worker: start_date=soon
SW04STG1 passes: worker: start_date=2024-05-08
SW06STG2 fails: worker: start_date=2025-04-01
SW06STG2 passes: worker: start_date=2025-03-31
SW07STG2 fails: worker: end_date=2024-03-31
SW07STG2 passes: worker: end_date=2024-04-01
SW09STG2 fails: worker: end_date=2023-05-08
SW09STG2 passes: worker: end_date=2023-05-09
SW10STG2 fails: worker: end_date=2024-09-02 | another worker: start_date=2024-09-01
SW10STG2 passes: worker: end_date=2024-09-02 | another worker: start_date=2024-09-02
SW11STG2 fails: worker: end_date=2024-09-02
SW11STG2 passes: worker: end_date=2024-09-02 | another worker: start_date=2024-09-02
SW12STG2 fails: worker: start_date=2024-04-02
SW12STG2 passes: worker: start_date=2024-04-02 | episode: start_date=2024-04-02
SW13STG1 fails: worker: change_reason=XXXXXX
SW13STG1 passes: worker: change_reason=MANAGE
SW15STG2 fails: worker: change_reason=
SW15STG2 passes: worker: change_reason=XXXXXX
SW16aSTG2 fails: last worker: worker=SW2
SW16aSTG2 passes: last worker: worker=SW2 end_date=2024-03-31
SW16bSTG2 fails: last worker: start_date=2023-05-09
SW16bSTG2 passes: last worker: start_date=2023-05-08
SW16cSTG2 fails: last worker: change_reason=MANAGE
SW16cSTG2 passes: last worker: change_reason=FCONTA
SW108STG2 fails: another worker: start_date=2024-09-02
SW108STG2 passes: worker: end_date=2024-09-02 | another worker: start_date=2024-09-02
"""

IN_READING = {
    "1005": ("absence", ("end_date",)),
    "104": ("asylum", ("end_date",)),
    "112": ("adoption", ("decision_date",)),
    "113": ("adoption", ("matching_date",)),
    "114": ("adoption", ("by_former_foster_carer",)),
    "116": ("decision", ("reversal_date",)),
    "147": ("episode", ("end_date",)),
    "171": ("child", ("first_child_birth_date",)),
    "175": ("adoption", ("number_of_adopters",)),
    "180": ("health", ("sdq_score",)),
    "181": (
        "health",
        (
            *("convicted", "health_surveillance_up_to_date", "immunisations_up_to_date", "teeth_checked"),
            *("health_assessed", "substance_misuse", "intervention_received", "intervention_offered"),
        ),
    ),
    "SW05STG1": ("worker", ("end_date",)),
}
"""Rules on values that cannot be read, which reading finds: the section, and the columns it finds it in."""

READING_EXAMPLES = """
1005 fails: another absence: end_date=morning
1005 passes: another absence: end_date=
104 fails: another asylum: end_date=2024-02-30
104 passes: another asylum: end_date=2024-02-29
112 fails: another adoption: decision_date=spring
112 passes: another adoption:
113 fails: another adoption: matching_date=summer
113 passes: another adoption:
114 fails: another adoption: by_former_foster_carer=2
114 passes: another adoption: by_former_foster_carer=1
116 fails: another decision: reversal_date=2024-13-01
116 passes: another decision: reversal_date=2024-12-01
147 fails: episode: end_date=31/11/2024
147 passes: episode: end_date=30/11/2024
171 fails: child: first_child_birth_date=soon
171 passes: child: first_child_birth_date=2024-06-01
175 fails: another adoption: number_of_adopters=3
175 passes: another adoption: number_of_adopters=1
180 fails: health: sdq_score=41
180 passes: health: sdq_score=40
181 fails: health: teeth_checked=2
181 passes: health: teeth_checked=0
SW05STG1 fails: worker: end_date=later
SW05STG1 passes: worker: end_date=2024-12-02
"""


def base(year: int) -> dict[str, list[dict[str, str | None]]]:
    """Return the rows of one invented girl of twelve who was looked after all year; those set apart are patterns."""
    before, child = year - 1, {"child_id": "ASHA1"}
    born, since = f"{year - 13}-02-10", f"{year - 2}-05-08"
    return {
        "child": [
            {
                **child,
                **{"sex": "F", "birth_date": born, "ethnicity": "WBRI", "upn": "U852200012345", "is_mother": "0"},
                "first_child_birth_date": None,
            }
        ],
        "episode": [
            {
                **child,
                **{"start_date": since, "start_reason": "S", "legal_status": "C2", "primary_need": "N1"},
                **{"placement": "U6", "placement_provider": "PR1", "placement_urn": "1234567"},
                **{"home_postcode": "ZZ1 1AA", "placement_postcode": "ZZ2 2BB"},
                **dict.fromkeys(("end_date", "end_reason", "placement_change_reason")),
            }
        ],
        "review": [{**child, "review_date": f"{before}-09-04", "participation": "PN1"}],
        "asylum": [{**child, "birth_date": born, "sex": "F", "end_date": None}],
        "health": [
            {
                **child,
                **{"sdq_score": "12", "no_sdq_reason": None, "convicted": "0", "health_surveillance_up_to_date": None},
                **{"immunisations_up_to_date": "1", "teeth_checked": "1", "health_assessed": "1"},
                **{"substance_misuse": "0", "intervention_received": None, "intervention_offered": None},
            }
        ],
        "leaver": [
            {
                **child,
                **{"birth_date": f"{year - 18}-02-10", "in_touch": "YES", "activity": "F1", "accommodation": "B1"},
                "suitability": "1",
            }
        ],
        "adoption": [
            {
                **child,
                **{"decision_date": f"{before}-05-07", "matching_date": f"{before}-06-10"},
                **{"by_former_foster_carer": "0", "number_of_adopters": "2"},
                **{"adopters_sex": "MF", "adopters_legal_status": "L11"},
            }
        ],
        "decision": [{**child, "decision_date": f"{before}-05-07", "reversal_date": None, "reversal_reason": None}],
        "arrangement": [{**child, "arrangement": "Z1", "authority": None, "order_date": None}],
        "absence": [
            {**child, "absence_type": "M", "start_date": f"{before}-06-03", "end_date": f"{before}-06-05"},
        ],
        "worker": [
            {**child, "worker": "SW1", "start_date": since, "end_date": None, "change_reason": "FCONTA"},
        ],
    }


LOOKED_AFTER = Return(
    format="ssda903",
    year=YEAR,
    sections=SECTION_OF,
    base=base,
    text=EXAMPLES,
    after_another=True,
    apart=frozenset({"asylum", "leaver", "adoption", "decision", "arrangement", "absence"}),
)
