# A new address is told beside the request.
Subject: Referral form

Please can I have the OT referral form. We have moved, our new address is 4 Example Road.
== plan
kind: form-request
  because it asks for the form (can/could/may/might/cud i; have; referral form)
case: CTS-2026-000001 new to asked
letter: form to kate@example.com auto with the form
folder: 
why: the form goes out; worth reading: a change of address or number is told
