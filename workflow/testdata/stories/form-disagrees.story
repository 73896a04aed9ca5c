# Two forms of one child that disagree: a person sees both.
Subject: forms

Two files.
-- form --
-- form --
gp_practice_name: Bramhall Health Centre
== plan
kind: submission
  because it brings a filled form: 77 answers (pdf-form)
  because it brings a filled form: 77 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: person
  gp-stockport: unclear
    published: Registered with a Stockport GP
    read: the answer about the GP surgery could not be read with certainty.
  step: Not clear: gp-stockport.
letter: received to kate@example.com auto
folder: For a person
why: a person decides. Not clear: gp-stockport
