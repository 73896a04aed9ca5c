# A form that was printed after this program was made, as the reader hands it over.
Subject: form

Attached.
-- unread --
source: form.pdf
code: newer-version
text: The form is newer than our program.
== plan
kind: submission
  because it brings a form that could not be read: The form is newer than our program.
case: CTS-2026-000001 new to person
letter: received to kate@example.com auto
folder: For a person
why: a form came that is newer than this program knows
