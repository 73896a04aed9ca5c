# A suspected need that only a therapist can judge.
From: alan@nhs.net
Subject: Referral

Please find my referral attached.
-- form --
reason_free_text: Clumsy, with joint hypermobility and possible DCD. Handwriting is hard.
physical_need: suspected
physical_need_type: dcd_dyspraxia|hypermobility
diagnosis_text: Possible developmental coordination disorder
diagnosis_status: suspected
== plan
kind: submission
  because it brings a filled form: 77 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: person
  physical-need: unclear
    published: Experience significant difficulties completing their daily activities due to a physical health need resulting from injury, physical or motor impairment or spasticity
    read: Physical health need: "Suspected". Main cause: "A physical or movement difficulty". Which need: "DCD or dyspraxia, Hypermobility". Diagnosis: "Suspected".
  step: Not clear: physical-need.
letter: received to alan@nhs.net auto
folder: For a person
why: a person decides. Not clear: physical-need
