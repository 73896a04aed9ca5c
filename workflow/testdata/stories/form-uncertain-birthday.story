# A date that could not be read with certainty decides nothing.
Subject: form

Attached.
-- form --
child_dob: ?03/04/18?
== plan
kind: submission
  because it brings a filled form: 77 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: person
  year-11: unclear
    published: Has not left year 11 at school.
    read: This answer could not be read with certainty: Date of birth.
  step: Not clear: year-11.
letter: received to kate@example.com auto
folder: For a person
why: a person decides. Not clear: year-11
