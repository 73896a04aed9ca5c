# A complaint beside the request is for a person.
Subject: OT form

Please send me the OT referral form again. I am disgusted that nobody has written and I want to make a complaint.
== plan
kind: form-request
  because it asks to be sent the form (please; send*; referral form)
case: CTS-2026-000001 new to asked
letter: form to kate@example.com auto with the form
folder: 
why: the form goes out; worth reading: somebody complains
