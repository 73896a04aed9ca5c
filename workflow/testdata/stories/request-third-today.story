# The third form in a day is stopped by a limit; people see it.
Subject: form

Please send the referral form.
-- recall --
forms today: 2
== plan
kind: form-request
  because it asks to be sent the form (please; send*; referral form)
case: CTS-2026-000001 new to asked
letter: form to kate@example.com auto with the form STOPPED: forms_a_day
folder: 
why: the form goes out; the letter "form" is not sent: forms_a_day
