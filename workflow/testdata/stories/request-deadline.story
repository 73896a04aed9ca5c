# A date by which something is needed is for a person.
Subject: OT referral

Please send the OT referral form. The school says the deadline is next week and it must be there by 4 December.
== plan
kind: form-request
  because it asks to be sent the form (please; send*; referral form)
case: CTS-2026-000001 new to asked
letter: form to kate@example.com auto with the form
folder: 
why: the form goes out; worth reading: a date is named by which it is needed
