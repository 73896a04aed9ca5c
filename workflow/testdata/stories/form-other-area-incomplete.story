# Nobody is asked ten more questions to be told no.
Subject: form

Attached.
-- form --
gp_practice_name: Lambgates Health Centre
gp_practice_postcode: SK13 1DJ
gp_practice_ods: C81106
main_cause:
overall_severity:
== plan
kind: submission
  because it brings a filled form: 77 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: signpost other-area
  missing: main_cause overall_severity
  gp-stockport: failed
    published: Registered with a Stockport GP
    read: "Lambgates Health Centre, SK13 1DJ, C81106" is Lambgates Health Centre (C81106), a practice of another area, by its code.
  physical-need: missing
    published: Experience significant difficulties completing their daily activities due to a physical health need resulting from injury, physical or motor impairment or spasticity
    read: No answer to: What is the MAIN cause of the difficulty?
  mild: missing
    published: Children with mild developmental differences (these should be supported by universal / targeted provision or services).
    read: No answer to: Compared with other children of the same age, the difficulty is.
  step: Not met: gp-stockport.
letter: received to kate@example.com auto
letter: signpost to kate@example.com person
folder: For a person
why: another service seems right: The children's therapy team for the area of your GP surgery; the letter waits for a person
