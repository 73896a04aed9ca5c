# A call is asked for beside the form.
Subject: form please

Could you send me the referral form for OT and please ring me on 0161 496 0100 about the waiting list?
== plan
kind: form-request
  because it asks for the form (form; please)
case: CTS-2026-000001 new to asked
letter: form to kate@example.com auto with the form
folder: 
why: the form goes out; worth reading: a call is asked for; worth reading: it also asks about waiting times, or a referral that was made before
