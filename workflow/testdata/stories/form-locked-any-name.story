# A locked file is answered with the wording for locked files whatever it is called.
Subject: Leo

Hello, please see the file.
-- unread --
source: secure.pdf
code: password
text: The file is locked with a password, so we cannot open it. Please save it without a password and send it again.
== plan
kind: submission
  because it brings a form that could not be read: The file is locked with a password, so we cannot open it. Please save it without a password and send it again.
case: CTS-2026-000001 new to person
letter: unreadable to kate@example.com auto with the form
folder: For a person
why: no answer could be read: the sender is asked for it in another form, and a person sees it
