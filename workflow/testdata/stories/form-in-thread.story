# The form comes back in the thread of the request.
Subject: Re: Your request (CTS-2026-000004): the referral form

Attached.
-- form --
-- recall --
state: asked
== plan
kind: submission
  because it brings a filled form: 77 answers (pdf-form)
case: CTS-2026-000004 asked to ready, letters that waited are taken back
  outcome: eligible
  step: Every criterion is met, nothing is excluded and nothing is missing.
letter: acknowledgement to kate@example.com auto
folder: Received
why: every criterion is met: ready for a therapist
