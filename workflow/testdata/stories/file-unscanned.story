# The virus scanner gave no answer about the form.
Subject: referral

Please find the completed form attached.
-- unread --
source: referral.pdf
code: unscanned
text: The file was not opened.
== plan
kind: submission
  because it brings a form that could not be read: The file was not opened.
case: CTS-2026-000001 new to person
letter: received to kate@example.com auto
folder: 
why: a file came that did not pass the virus check, and was not opened; a file was not opened because of the virus check: the message stays in the inbox
