# Policy: a looked-after child's referral is read by a person.
Subject: form

Attached.
-- form --
looked_after: yes_stockport
== plan
kind: submission
  because it brings a filled form: 77 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: person
  step: The child is looked after: a person decides.
letter: received to kate@example.com auto
folder: For a person
why: a person decides. The child is looked after: a person decides
