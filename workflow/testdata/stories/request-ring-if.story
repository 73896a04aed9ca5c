# Whoever offers to be rung asks for no call.
Subject: form please

Could you send me the referral form for OT? Please ring me if you have any questions.
== plan
kind: form-request
  because it asks for the form (form; please)
case: CTS-2026-000001 new to asked
letter: form to kate@example.com auto with the form
folder: Form sent
why: the form goes out
