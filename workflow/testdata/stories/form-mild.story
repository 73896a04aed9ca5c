# Mild, every activity answered.
Subject: form

Attached.
-- form --
reason_free_text: His handwriting is a bit untidy.
main_cause: developmental_delay
physical_need: no
physical_need_type:
diagnosis_text:
diagnosis_status: none
overall_severity: mild
act_dressing: some
act_eating: none
act_tools: some
act_examples: Letters are not on the line.
== plan
kind: submission
  because it brings a filled form: 75 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: signpost mild
  physical-need: failed
    published: Experience significant difficulties completing their daily activities due to a physical health need resulting from injury, physical or motor impairment or spasticity
    read: Physical health need: "No". Main cause: "Developmental delay".
  mild: failed
    published: Children with mild developmental differences (these should be supported by universal / targeted provision or services).
    read: Beside others of that age: "Mild". Every activity is answered as none or some difficulty. Physical health need: "No". Main cause: "Developmental delay".
  step: Not met: physical-need, mild.
letter: received to kate@example.com auto
letter: signpost to kate@example.com person
folder: For a person
why: another service seems right: Support from school, nursery or your health visitor; the letter waits for a person
