# Large print that is asked for is enclosed, and a person knows of it.
Subject: Referral form

Please could you send me the OT referral form in large print? I cannot see small writing.
== plan
kind: form-request
  because it asks to be sent the form (please; send*; referral form)
case: CTS-2026-000001 new to asked
letter: form to kate@example.com auto with the form large
folder: 
why: the form goes out; worth reading: large print is asked for (the form goes out in it)
