# Everything is too old, and the acknowledgement goes out all the same.
Subject: form
Words old after: 1
Lists old after: 1
Now: 2026-11-26T10:00:00Z

Attached.
-- form --
== plan
kind: submission
  because it brings a filled form: 77 answers (pdf-form)
case: CTS-2026-000001 new to ready
  outcome: eligible
  step: Every criterion is met, nothing is excluded and nothing is missing.
letter: acknowledgement to kate@example.com auto
folder: Received
why: every criterion is met: ready for a therapist
