# A family asks for another look.
Subject: Re: Your referral (CTS-2026-000004): our answer

Please look again. He also has cerebral palsy.
-- recall --
state: signposted
== plan
kind: information
  because it belongs to a referral that we know
case: CTS-2026-000004 signposted to person, letters that waited are taken back
letter: received to kate@example.com auto
folder: 
why: something was added that only a person can judge
