# A list that had no part in the decision holds nothing.
Subject: form
Lists old after: 365
Auto: msk

Attached.
-- form --
reason_free_text: He broke his arm in June and it is still stiff.
main_cause: msk_injury_or_pain
physical_need: no
physical_need_type:
diagnosis_text:
diagnosis_status: none
msk_problem: after_fracture_or_sprain
act_examples: He uses his other arm.
== plan
kind: submission
  because it brings a filled form: 75 answers (pdf-form)
case: CTS-2026-000001 new to signposted
  outcome: signpost msk
  physical-need: failed
    published: Experience significant difficulties completing their daily activities due to a physical health need resulting from injury, physical or motor impairment or spasticity
    read: Physical health need: "No". Main cause: "Bone, joint or muscle injury or pain".
  msk: failed
    published: Children with Musculoskeletal (MSK) conditions – refer these to the main Outpatient Physiotherapy department at Stepping Hill Hospital: e.g. torticollis, talipes, rehab post fractures and sprains, knee pain. Please contact the team via Otadmin@stockport.nhs.uk
    read: Joint or muscle problem: "After a fracture or sprain". Physical health need: "No". Main cause: "Bone, joint or muscle injury or pain".
  step: Not met: physical-need, msk.
letter: signpost to kate@example.com auto
folder: Received
why: another service is the right one: The main Outpatient Physiotherapy department at Stepping Hill Hospital; the service has decided that this letter goes by itself
