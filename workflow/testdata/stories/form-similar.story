# The same child from another sender: suggested, never merged.
From: gp@nhs.net
Subject: referral

Attached.
-- form --
-- recall --
next: 9
similar: CTS-2026-000004
== plan
kind: submission
  because it brings a filled form: 77 answers (pdf-form)
case: CTS-2026-000009 new to ready
  similar: [CTS-2026-000004]
  outcome: eligible
  step: Every criterion is met, nothing is excluded and nothing is missing.
letter: acknowledgement to gp@nhs.net auto
folder: Received
why: every criterion is met: ready for a therapist
