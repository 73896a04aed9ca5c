# Everything is too old, and whose form cannot be read is told so all the same.
Subject: form
Words old after: 1
Lists old after: 1
Now: 2026-11-26T10:00:00Z

Attached.
-- unread --
source: form.pdf
code: password
text: The file needs a password.
== plan
kind: submission
  because it brings a form that could not be read: The file needs a password.
case: CTS-2026-000001 new to person
letter: unreadable to kate@example.com auto with the form
folder: For a person
why: no answer could be read: the sender is asked for it in another form, and a person sees it
