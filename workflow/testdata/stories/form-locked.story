# A file with a password.
Subject: referral form

Please find the referral form attached.
-- unread --
source: referral.pdf
code: password
text: The file is locked with a password.
== plan
kind: submission
  because it brings a form that could not be read: The file is locked with a password.
case: CTS-2026-000001 new to person
letter: unreadable to kate@example.com auto with the form
folder: For a person
why: no answer could be read: the sender is asked for it in another form, and a person sees it
