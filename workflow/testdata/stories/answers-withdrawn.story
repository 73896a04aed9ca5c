# A withdrawal stops what waits and goes to a person.
Subject: Re: Your referral (CTS-2026-000004)

We no longer need this, we are moving to Leeds.
-- recall --
state: person
== plan
kind: information
  because it belongs to a referral that we know
case: CTS-2026-000004 person to person, letters that waited are taken back
letter: received to kate@example.com auto
folder: 
why: the sender seems to take the referral back: letters that waited are stopped, a person decides; worth reading: a change of address or number is told
