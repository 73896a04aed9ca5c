# Another language is asked for: the form goes out, and a person reads it.
Subject: form

Please send me the OT referral form. My English is not good. Is it possible in Urdu or with an interpreter?
== plan
kind: form-request
  because it asks to be sent the form (please; send*; referral form)
case: CTS-2026-000001 new to asked
letter: form to kate@example.com auto with the form
folder: 
why: the form goes out; worth reading: another language or an interpreter is spoken of
