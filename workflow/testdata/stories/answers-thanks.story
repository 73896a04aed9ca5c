# Thanks add nothing.
Subject: Re: Your referral (CTS-2026-000004)

Thank you very much!
-- recall --
state: ready
== plan
kind: information
  because it belongs to a referral that we know
case: CTS-2026-000004 ready to ready
folder: Received
why: it adds nothing
