# The answers would send the family away; the words name a physical need, and block it.
Subject: form

Attached.
-- form --
reason_free_text: Labels upset her. She has spastic diplegia and cannot dress herself.
main_cause: sensory_differences
physical_need: no
physical_need_type:
diagnosis_text:
diagnosis_status: none
sensory_request: yes_only
sensory_physical_link: no
== plan
kind: submission
  because it brings a filled form: 76 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: person
  physical-need: unclear
    published: Experience significant difficulties completing their daily activities due to a physical health need resulting from injury, physical or motor impairment or spasticity
    read: Does the child have a physical health need: injury or physical/motor impairment or spasticity? "No". What is the MAIN cause of the difficulty? "Sensory differences". Words speak against it, so a person decides. The words "spastic", "diplegia" stand in: In your own words: what is the main difficulty and what do you hope OT will help with?
  sensory: unclear
    published: Sensory assessment or intervention where there is no related physical injury, physical or motor impairment or spasticity. For children experiencing difficulties with sensory processing please refer to the training session and resource packs on the online training section of the Stockport SEND local offer webpage.
    read: Are you asking for a sensory assessment or sensory therapy? "Yes, only that". If yes: is it linked to a physical injury/motor impairment/spasticity? "No". Does the child have a physical health need: injury or physical/motor impairment or spasticity? "No". What is the MAIN cause of the difficulty? "Sensory differences". Words speak against it, so a person decides. The words "spastic", "diplegia" stand in: In your own words: what is the main difficulty and what do you hope OT will help with?
  step: Not clear: physical-need, sensory.
letter: received to kate@example.com auto
folder: For a person
why: a person decides. Not clear: physical-need, sensory
