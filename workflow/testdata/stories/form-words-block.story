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
    read: Physical health need: "No". Main cause: "Sensory differences". Words speak against it, so a person decides. The words "spastic", "diplegia" stand in: the main difficulty, in the referrer's own words.
  sensory: unclear
    published: Sensory assessment or intervention where there is no related physical injury, physical or motor impairment or spasticity. For children experiencing difficulties with sensory processing please refer to the training session and resource packs on the online training section of the Stockport SEND local offer webpage.
    read: Asks about sensory needs: "Yes, only that". Sensory needs linked to a physical one: "No". Physical health need: "No". Main cause: "Sensory differences". Words speak against it, so a person decides. The words "spastic", "diplegia" stand in: the main difficulty, in the referrer's own words.
  step: Not clear: physical-need, sensory.
letter: received to kate@example.com auto
folder: For a person
why: a person decides. Not clear: physical-need, sensory
