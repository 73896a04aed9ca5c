# Words of worry that are denied say nothing.
Subject: OT form

Please can you send me the OT referral form for my son? We are not at breaking point.
== plan
kind: form-request
  because it asks to be sent the form (please; send*; referral form)
case: CTS-2026-000001 new to asked
letter: form to kate@example.com auto with the form
folder: Form sent
why: the form goes out
