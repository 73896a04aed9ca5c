# A school asks for the form.
From: senco@brookside.example.org
Subject: Referral
Signature: Priya Nair SENCO

How do we make a referral to occupational therapy for one of our pupils?
== plan
kind: form-request
  because it asks how to refer a child (how do/can/could/would/should i/we; referral)
case: CTS-2026-000001 new to asked
letter: form to senco@brookside.example.org auto with the form
folder: Form sent
why: the form goes out
