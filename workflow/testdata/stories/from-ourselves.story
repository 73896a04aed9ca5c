# Mail from our own address is never answered.
From: office@example.org
Subject: form

Please send the OT referral form.
== plan
kind: form-request
  because it asks to be sent the form (please; send*; referral form)
case: CTS-2026-000001 new to asked
letter: form to office@example.org auto with the form STOPPED: the address is our own
folder: 
why: the form goes out; the letter "form" is not sent: the address is our own
