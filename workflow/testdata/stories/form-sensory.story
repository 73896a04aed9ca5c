# Sensory only, no physical link.
Subject: form

Attached.
-- form --
reason_free_text: Labels and loud noises upset her.
main_cause: sensory_differences
physical_need: no
physical_need_type:
diagnosis_text:
diagnosis_status: none
sensory_request: yes_only
sensory_physical_link: no
act_examples: She covers her ears at the hand dryer.
== plan
kind: submission
  because it brings a filled form: 76 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: signpost sensory
  physical-need: failed
    published: Experience significant difficulties completing their daily activities due to a physical health need resulting from injury, physical or motor impairment or spasticity
    read: Physical health need: "No". Main cause: "Sensory differences".
  sensory: failed
    published: Sensory assessment or intervention where there is no related physical injury, physical or motor impairment or spasticity. For children experiencing difficulties with sensory processing please refer to the training session and resource packs on the online training section of the Stockport SEND local offer webpage.
    read: Asks about sensory needs: "Yes, only that". Sensory needs linked to a physical one: "No". Physical health need: "No". Main cause: "Sensory differences".
  step: Not met: physical-need, sensory.
letter: received to kate@example.com auto
letter: signpost to kate@example.com person
folder: For a person
why: another service seems right: The training session and resource packs on the online training section of the Stockport SEND local offer webpage; the letter waits for a person
