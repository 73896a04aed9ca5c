# A request that holds something about a child's safety: staff are told, the form waits.
Subject: referral form

Please send me the referral form. My nephew is scared of his dad and had bruising on his arms again on Sunday.
== plan
kind: form-request
  because it asks to be sent the form (please; send*; referral form)
case: CTS-2026-000001 new to person
letter: received to kate@example.com auto
letter: form to kate@example.com person with the form
letter: alert to duty@example.org auto
folder: 
alert: safeguarding, watch true
why: the form waits, because a person reads the message first; worth reading: words of worry (watch): "scared of" (in the message); ALERT safeguarding: staff are told at once
