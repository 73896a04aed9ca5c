# No physical health need.
Subject: form

Attached.
-- form --
reason_free_text: He is behind with his reading and does not settle to his work.
main_cause: learning
physical_need: no
physical_need_type:
diagnosis_text:
diagnosis_status: none
act_examples: He needs help to start a task.
hand_used: right
== plan
kind: submission
  because it brings a filled form: 75 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: signpost universal
  physical-need: failed
    published: Experience significant difficulties completing their daily activities due to a physical health need resulting from injury, physical or motor impairment or spasticity
    read: Physical health need: "No". Main cause: "Learning".
  step: Not met: physical-need.
letter: received to kate@example.com auto
letter: signpost to kate@example.com person
folder: For a person
why: another service seems right: Support from school, nursery or your health visitor; the letter waits for a person
