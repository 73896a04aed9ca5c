# A complete form, every criterion met.
From: senco@brookside.example.org
Subject: Completed form

Please find the completed form attached.
-- form --
== plan
kind: submission
  because it brings a filled form: 77 answers (pdf-form)
case: CTS-2026-000001 new to ready
  outcome: eligible
  step: Every criterion is met, nothing is excluded and nothing is missing.
letter: acknowledgement to senco@brookside.example.org auto
folder: Received
why: every criterion is met: ready for a therapist
