# A form that was printed after this program was made.
Subject: form

Attached.
-- form --
version: 2027-04
== plan
kind: submission
  because it brings a filled form: 77 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: person
  step: The form is newer than this program knows.
  step: Every criterion is met, nothing is excluded and nothing is missing.
letter: received to kate@example.com auto
folder: For a person
why: a person decides. The form is newer than this program knows
