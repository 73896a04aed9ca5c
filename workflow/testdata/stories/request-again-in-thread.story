# A second request in the thread belongs to the first referral.
Subject: Re: Your request

I cannot find the form. Please send the referral form again.
-- recall --
state: asked
forms today: 1
== plan
kind: form-request
  because it has no form, or none that opens (cannot find; form)
case: CTS-2026-000004 asked to asked
letter: form to kate@example.com auto with the form
folder: Form sent
why: the form goes out
