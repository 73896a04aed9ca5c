# Nothing was tried, school can meet the need, and the difficulty is mild: the page sends it to the same doors.
Subject: form

Attached.
-- form --
reason_free_text: He is slow with buttons.
physical_need: no
main_cause: developmental_delay
physical_need_type:
diagnosis_text:
diagnosis_status: none
act_examples: Buttons take him long.
overall_severity: mild
act_dressing: some
act_eating: some
act_tools: some
universal_tried: none_yet
tried_how_long:
tried_result:
need_met_by_universal: yes
== plan
kind: submission
  because it brings a filled form: 73 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: signpost mild
  physical-need: failed
    published: Experience significant difficulties completing their daily activities due to a physical health need resulting from injury, physical or motor impairment or spasticity
    read: Physical health need: "No". Main cause: "Developmental delay".
  beyond-universal: failed
    published: Has significant physical health needs that lead to significant difficulties in completing activities that cannot be met by universal/targeted services or education specialist therapy provision (commissioned by the SMBC)
    read: School, nursery or targeted support could meet it: "Yes". Tried: "Nothing yet". Beside others of that age: "Mild".
  mild: failed
    published: Children with mild developmental differences (these should be supported by universal / targeted provision or services).
    read: Beside others of that age: "Mild". Every activity is answered as none or some difficulty. Physical health need: "No". Main cause: "Developmental delay".
  step: Not met: physical-need, beyond-universal, mild.
letter: received to kate@example.com auto
letter: signpost to kate@example.com person
folder: For a person
why: another service seems right: Support from school, nursery or your health visitor; the letter waits for a person
