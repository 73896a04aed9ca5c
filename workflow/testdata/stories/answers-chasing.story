# Chasing is for people.
Subject: Re: Your referral (CTS-2026-000004)

Any update on this please?
-- recall --
state: ready
== plan
kind: other
  because it is about a referral that was made before: people answer that
folder: 
why: it stays where it is, untouched
