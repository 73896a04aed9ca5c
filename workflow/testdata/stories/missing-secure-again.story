# Everything that we hold came from this address, in two messages.
From: priya@nhs.net
Subject: Re: Your referral (CTS-2026-000004)

1. Cheadle Medical Practice
-- recall --
state: incomplete
blank: gp_practice_name need_met_by_universal
asked before: 1
== plan
kind: information
  because it belongs to a referral that we know
case: CTS-2026-000004 incomplete to incomplete, letters that waited are taken back
  outcome: incomplete
  missing: need_met_by_universal
  beyond-universal: missing
    published: Has significant physical health needs that lead to significant difficulties in completing activities that cannot be met by universal/targeted services or education specialist therapy provision (commissioned by the SMBC)
    read: No answer to: Could the need be met by school/nursery or targeted support?
  step: Required answers are missing: “Could the need be met by school/nursery or targeted support?”.
letter: missing to priya@nhs.net auto with the form prefilled
  asks: Could the need be met by school/nursery or targeted support? ()
folder: Received
why: one required question has no answer
