# Nobody with parental responsibility has agreed.
Subject: form

Attached.
-- form --
pr_consent: no
== plan
kind: submission
  because it brings a filled form: 77 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: person
  step: It is not certain that a person with parental responsibility agrees.
letter: received to kate@example.com auto
folder: For a person
why: a person decides. It is not certain that a person with parental responsibility agrees
