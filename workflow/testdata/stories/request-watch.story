# A request with words of worry is answered, stays in the inbox, and is worth reading.
Subject: OT form

Please can you send me the OT referral form for my son? I am at breaking point with the stairs and cannot cope any more.
== plan
kind: form-request
  because it asks to be sent the form (please; send*; referral form)
case: CTS-2026-000001 new to asked
letter: form to kate@example.com auto with the form
folder: 
alert: , watch true
why: the form goes out; worth reading: words of worry (watch): "at breaking point" (in the message), "cannot cope" (in the message)
