# A message that wants its answer at another address: a person decides.
From: kate@example.com
Reply-To: someone@example.net
Subject: form

Please send the OT referral form.
== plan
kind: form-request
  because it asks to be sent the form (please; send*; referral form)
case: CTS-2026-000001 new to asked
letter: form to someone@example.net person with the form
folder: 
why: the message asks for answers at another address: a person decides about the letter "form"; the form goes out
