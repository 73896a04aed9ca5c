# The one missing answer arrives; the referral is complete.
Subject: Re: Your referral (CTS-2026-000004): please answer 1 question

1. Cheadle Medical Practice
-- recall --
state: incomplete
blank: gp_practice_name
asked before: 1
== plan
kind: information
  because it belongs to a referral that we know
case: CTS-2026-000004 incomplete to ready, letters that waited are taken back
  outcome: eligible
  step: Every criterion is met, nothing is excluded and nothing is missing.
letter: acknowledgement to kate@example.com auto
folder: Received
why: every criterion is met: ready for a therapist
