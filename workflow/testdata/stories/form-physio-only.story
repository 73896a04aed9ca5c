# Another service only.
Subject: form

Attached.
-- form --
service_requested: physiotherapy
== plan
kind: submission
  because it brings a filled form: 77 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: person
  step: Another service is asked for.
letter: received to kate@example.com auto
folder: For a person
why: a person decides. Another service is asked for
