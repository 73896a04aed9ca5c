# Worry is the main thing.
Subject: form

Attached.
-- form --
reason_free_text: She worries about school and does not want to go in.
main_cause: anxiety_or_emotions
physical_need: no
physical_need_type:
diagnosis_text:
diagnosis_status: none
anxiety_main: yes
act_examples: She does not want to leave home in the morning.
== plan
kind: submission
  because it brings a filled form: 75 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: signpost anxiety
  physical-need: failed
    published: Experience significant difficulties completing their daily activities due to a physical health need resulting from injury, physical or motor impairment or spasticity
    read: Physical health need: "No". Main cause: "Anxiety or emotions".
  anxiety: failed
    published: Anxiety related difficulties - (refer following non-urgent wellbeing pathway via team around the school / MASSH non urgent wellbeing Pathway)
    read: Worry or low mood is the main thing: "Yes". Physical health need: "No". Main cause: "Anxiety or emotions".
  step: Not met: physical-need, anxiety.
letter: received to kate@example.com auto
letter: signpost to kate@example.com person
folder: For a person
why: another service seems right: The non-urgent wellbeing pathway, via the team around the school or the MASSH non urgent wellbeing pathway; the letter waits for a person
