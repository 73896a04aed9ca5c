# A form of the service's own has no large print: a person answers.
Subject: Referral form
Own form: yes

Please could you send me the OT referral form in large print?
== plan
kind: form-request
  because it asks to be sent the form (please; send*; referral form)
case: CTS-2026-000001 new to asked
letter: form to kate@example.com auto with the form
folder: 
why: the form goes out; worth reading: large print is asked for
