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
    read: Does the child have a physical health need: injury or physical/motor impairment or spasticity? "No". What is the MAIN cause of the difficulty? "Developmental delay".
  beyond-universal: failed
    published: Has significant physical health needs that lead to significant difficulties in completing activities that cannot be met by universal/targeted services or education specialist therapy provision (commissioned by the SMBC)
    read: Could the need be met by school/nursery or targeted support? "Yes". What has been tried? (tick all): "Nothing yet". Compared with other children the same age the difficulty is: "Mild".
  mild: failed
    published: Children with mild developmental differences (these should be supported by universal / targeted provision or services).
    read: Compared with other children the same age the difficulty is: "Mild". Every activity is answered as none or some difficulty. Does the child have a physical health need: injury or physical/motor impairment or spasticity? "No". What is the MAIN cause of the difficulty? "Developmental delay".
  step: Not met: physical-need, beyond-universal, mild.
letter: received to kate@example.com auto
letter: signpost to kate@example.com person
folder: For a person
why: another service seems right: mild; the letter waits for a person
