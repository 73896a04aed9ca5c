# A closed practice: unclear, never no.
Subject: form

Attached.
-- form --
gp_practice_name: Guywood Practice
gp_practice_ods: P88607
== plan
kind: submission
  because it brings a filled form: 78 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: person
  gp-stockport: unclear
    published: Registered with a Stockport GP
    read: "Guywood Practice, P88607": The Guywood Practice (P88607) closed on 31 December 2023: which surgery are you with now?
  step: Not clear: gp-stockport.
letter: received to kate@example.com auto
folder: For a person
why: a person decides. Not clear: gp-stockport
