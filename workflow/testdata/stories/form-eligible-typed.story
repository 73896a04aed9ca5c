# The answers typed into the message.
Subject: Referral

Here are my answers.
-- form --
referrer_type: parent_carer
== plan
kind: submission
  because it brings a filled form: 77 answers (pdf-form)
case: CTS-2026-000001 new to ready
  outcome: eligible
  step: Every criterion is met, nothing is excluded and nothing is missing.
letter: acknowledgement to kate@example.com auto
folder: Received
why: every criterion is met: ready for a therapist
