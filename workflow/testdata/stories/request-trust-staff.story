# A Trust clinician asks: the form goes, with the words about EMIS.
From: daniel@stockport.nhs.uk
Subject: form please

Hi, could I have the current OT referral form for a child on my caseload please?
== plan
kind: form-request
  because it asks for the form (form; please)
case: CTS-2026-000001 new to asked
letter: form to daniel@stockport.nhs.uk auto with the form
folder: Form sent
why: the form goes out
