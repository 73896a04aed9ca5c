# To an address that is not secure the office prefers to tell by telephone.
Subject: form
Ring: yes

Attached.
-- form --
gp_practice_name: Lambgates Health Centre
gp_practice_postcode: SK13 1DJ
gp_practice_ods: C81106
== plan
kind: submission
  because it brings a filled form: 79 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: signpost other-area
  gp-stockport: failed
    published: Registered with a Stockport GP
    read: "Lambgates Health Centre, SK13 1DJ, C81106" is Lambgates Health Centre (C81106), a practice of another area, by its code.
  step: Not met: gp-stockport.
letter: received to kate@example.com auto
letter: signpost to kate@example.com person
folder: For a person
why: another service seems right: The children's therapy team for the area of your GP surgery; the letter waits for a person
