# A photograph of one page of five: the other pages are asked for, not every
# question that stands on them; what stands on the page that came is asked, and
# what was not read with certainty is named.
From: kate@example.com
Subject: my form

Here is a picture of the filled in referral form.
-- form --
referrer_type: parent_carer
consent_share:
nhs_number: ?999 000 0018
absent page: 2 3 4 5
child_address:
child_postcode:
lives_with:
gp_practice_name:
pr1_name:
pr1_relationship:
pr1_has_pr:
pr1_phone:
pr1_email:
preferred_contact:
interpreter_needed:
ais_needs:
setting_type:
school_name:
school_year_group:
left_year_11:
sen_status:
school_therapy:
reason_free_text:
main_cause:
physical_need:
physical_need_type:
diagnosis_text:
diagnosis_status:
msk_problem:
asking_for_autism_adhd:
autism_status:
adhd_status:
anxiety_main:
sensory_request:
overall_severity:
act_dressing:
act_eating:
act_toilet:
act_washing:
act_teeth_hair:
act_sleep_position:
act_transfers:
act_access_home:
act_access_school:
act_writing:
act_tools:
act_pe:
act_play:
act_community:
act_home_or_school:
act_examples:
hand_used:
universal_tried:
tried_how_long:
tried_result:
need_met_by_universal:
services_involved:
services_goals:
previous_ot:
looked_after:
cp_cin:
safeguarding_concern:
urgent_reason:
declaration_date:
declaration_name:
declaration_signature:
== plan
kind: submission
  because it brings a filled form: 14 answers (pdf-form)
case: CTS-2026-000001 new to incomplete
  outcome: incomplete
  missing: child_address gp_practice_name pr1_name pr1_phone setting_type reason_free_text main_cause physical_need msk_problem asking_for_autism_adhd anxiety_main sensory_request overall_severity act_dressing universal_tried need_met_by_universal services_involved safeguarding_concern
  gp-stockport: missing
    published: Registered with a Stockport GP
    read: No answer to: GP surgery name.
  physical-need: missing
    published: Experience significant difficulties completing their daily activities due to a physical health need resulting from injury, physical or motor impairment or spasticity
    read: No answer to: Does the child have a physical health need: injury or physical/motor impairment or spasticity?
  beyond-universal: missing
    published: Has significant physical health needs that lead to significant difficulties in completing activities that cannot be met by universal/targeted services or education specialist therapy provision (commissioned by the SMBC)
    read: No answer to: What has been tried? (tick all).
  autism-adhd: missing
    published: School age autism / ADHD queries (these should be referred following the autism pathway - MASSH non urgent wellbeing pathway)
    read: No answer to: Are you asking for an autism or ADHD assessment or advice mainly about autism or ADHD?
  anxiety: missing
    published: Anxiety related difficulties - (refer following non-urgent wellbeing pathway via team around the school / MASSH non urgent wellbeing Pathway)
    read: No answer to: Is worry/anxiety/low mood the main thing getting in the way?
  msk: missing
    published: Children with Musculoskeletal (MSK) conditions – refer these to the main Outpatient Physiotherapy department at Stepping Hill Hospital: e.g. torticollis, talipes, rehab post fractures and sprains, knee pain. Please contact the team via Otadmin@stockport.nhs.uk
    read: No answer to: Is this about any of these?
  sensory: missing
    published: Sensory assessment or intervention where there is no related physical injury, physical or motor impairment or spasticity. For children experiencing difficulties with sensory processing please refer to the training session and resource packs on the online training section of the Stockport SEND local offer webpage.
    read: No answer to: Are you asking for a sensory assessment or sensory therapy?
  already-supported: missing
    published: Children who are already supported and are achieving outcomes set through existing support from specialist services / universal / targeted / interventions at their education setting
    read: No answer to: Who is already involved?
  mild: missing
    published: Children with mild developmental differences (these should be supported by universal / targeted provision or services).
    read: No answer to: Compared with other children of the same age, the difficulty is.
  education-therapy: missing
    published: Children in specialist provision with complex needs which are educational, rather than health - refer these to the education specialist therapy provision through the teacher at the child’s special school (commissioned by schools or SMBC)
    read: No answer to: Nursery, school or college type.
  step: Required answers are missing: “Home address”, “GP surgery name”, “Parent/carer 1 full name”, “Phone (best number)”, “Nursery, school or college type”, “In your own words: what is the main difficulty, and what do you hope OT will help with?”, “What is the MAIN cause of the difficulty?”, “Does the child have a physical health need: injury or physical/motor impairment or spasticity?”, “Is this about any of these?”, “Are you asking for an autism or ADHD assessment or advice mainly about autism or ADHD?”, “Is worry/anxiety/low mood the main thing getting in the way?”, “Are you asking for a sensory assessment or sensory therapy?”, “Compared with other children of the same age, the difficulty is”, “Dressing (incl. fastenings & shoes)”, “What has been tried? (tick all)”, “Could the need be met by school/nursery or targeted support?”, “Who is already involved?”, “Are you worried about the child's safety now?”.
letter: missing to kate@example.com auto with the form marked
  could not be read: NHS number
  pages that came: [1], that did not: [2 3 4 5]
folder: Received
why: 18 required questions have no answer
