# Much is missing: the form goes with the letter.
Subject: form

Attached.
-- form --
gp_practice_name:
child_dob:
pr1_name:
pr1_phone:
pr1_email:
main_cause:
physical_need:
anxiety_main:
sensory_request:
overall_severity:
need_met_by_universal:
services_involved:
== plan
kind: submission
  because it brings a filled form: 65 answers (pdf-form)
case: CTS-2026-000001 new to incomplete
  outcome: incomplete
  missing: child_dob gp_practice_name pr1_name pr1_phone main_cause physical_need anxiety_main sensory_request overall_severity need_met_by_universal services_involved
  gp-stockport: missing
    published: Registered with a Stockport GP
    read: No answer to: GP surgery name.
  year-11: missing
    published: Has not left year 11 at school.
    read: No answer to: Date of birth.
  physical-need: missing
    published: Experience significant difficulties completing their daily activities due to a physical health need resulting from injury, physical or motor impairment or spasticity
    read: No answer to: Does the child have a physical health need: injury or physical/motor impairment or spasticity?
  beyond-universal: missing
    published: Has significant physical health needs that lead to significant difficulties in completing activities that cannot be met by universal/targeted services or education specialist therapy provision (commissioned by the SMBC)
    read: No answer to: Could the need be met by school/nursery or targeted support?
  anxiety: missing
    published: Anxiety related difficulties - (refer following non-urgent wellbeing pathway via team around the school / MASSH non urgent wellbeing Pathway)
    read: No answer to: Is worry/anxiety/low mood the main thing getting in the way?
  sensory: missing
    published: Sensory assessment or intervention where there is no related physical injury, physical or motor impairment or spasticity. For children experiencing difficulties with sensory processing please refer to the training session and resource packs on the online training section of the Stockport SEND local offer webpage.
    read: No answer to: Are you asking for a sensory assessment or sensory therapy?
  already-supported: missing
    published: Children who are already supported and are achieving outcomes set through existing support from specialist services / universal / targeted / interventions at their education setting
    read: No answer to: Who is already involved?
  mild: missing
    published: Children with mild developmental differences (these should be supported by universal / targeted provision or services).
    read: No answer to: Compared with other children of the same age, the difficulty is.
  step: Required answers are missing: “Date of birth”, “GP surgery name”, “Parent/carer 1 full name”, “Phone (best number)”, “What is the MAIN cause of the difficulty?”, “Does the child have a physical health need: injury or physical/motor impairment or spasticity?”, “Is worry/anxiety/low mood the main thing getting in the way?”, “Are you asking for a sensory assessment or sensory therapy?”, “Compared with other children of the same age, the difficulty is”, “Could the need be met by school/nursery or targeted support?”, “Who is already involved?”.
letter: missing to kate@example.com auto with the form marked
  asks: Date of birth (For example 31 03 2019)
  asks: GP surgery name (The GP must be in Stockport)
  asks: Parent/carer 1 full name ()
  asks: Phone (best number) (The phone number of parent or carer 1, or their email address.)
  asks: What is the MAIN cause of the difficulty? ()
  asks: Does the child have a physical health need: injury or physical/motor impairment or spasticity? ()
  asks: Is worry/anxiety/low mood the main thing getting in the way? ()
  asks: Are you asking for a sensory assessment or sensory therapy? ()
  asks: Compared with other children of the same age, the difficulty is ()
  asks: Could the need be met by school/nursery or targeted support? ()
  asks: Who is already involved? (Tick all that apply)
folder: Received
why: 11 required questions have no answer
