# A stranger who names a reference and asks for the form has the form; a person sees the rest.
From: stranger@example.net
Subject: CTS-2026-000004

Please send me the referral form. What did you decide about this child?
-- recall --
stranger names: CTS-2026-000004
== plan
kind: form-request
  because it asks to be sent the form (please; send*; referral form)
case: CTS-2026-000001 new to asked
letter: form to stranger@example.net auto with the form
folder: 
why: the form goes out; worth reading: it names CTS-2026-000004, in which this sender has no part
