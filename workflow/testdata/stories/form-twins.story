# Twins in one message: two referrals, never merged.
Subject: both

Both forms are attached.
-- form --
-- form --
child_forename: Max
nhs_number: 9990000026
== plan
kind: submission
  because it brings a filled form: 77 answers (pdf-form)
  because it brings a filled form: 77 answers (pdf-form)
case: CTS-2026-000001 new to ready
  outcome: eligible
  step: Every criterion is met, nothing is excluded and nothing is missing.
case: CTS-2026-000002 new to ready
  outcome: eligible
  step: Every criterion is met, nothing is excluded and nothing is missing.
letter: acknowledgement to kate@example.com auto
letter: acknowledgement to kate@example.com auto
folder: Received
why: it brings forms about 2 children: one referral each; every criterion is met: ready for a therapist; worth reading: CTS-2026-000002 and CTS-2026-000001 seem to be about twins (same birthday and surname, other first names): they stay two cases; every criterion is met: ready for a therapist
