# Everything is too old, and the form goes out all the same.
Subject: OT referral
Now: 2031-06-02T10:00:00Z

My son finds it very hard to use his left hand. Please could you send me the referral form?
== plan
kind: form-request
  because it asks to be sent the form (please; send*; referral form)
case: CTS-2031-000001 new to asked
letter: form to kate@example.com auto with the form
folder: Form sent
why: the form goes out
