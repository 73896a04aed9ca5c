# Something new about a referral that was ready.
Subject: Re: Your referral (CTS-2026-000004)

She has had her operation and now uses a wheelchair all day.
-- recall --
state: ready
== plan
kind: information
  because it belongs to a referral that we know
case: CTS-2026-000004 ready to person, letters that waited are taken back
letter: received to kate@example.com auto
folder: 
why: something was added that only a person can judge
