# Our own blank sent back.
Subject: form

Here is the form.
-- unread --
source: form.pdf
code: blank
text: The form has no answers in it.
== plan
kind: submission
  because it brings a form that could not be read: The form has no answers in it.
case: CTS-2026-000001 new to person
letter: unreadable to kate@example.com auto with the form
folder: For a person
why: no answer could be read: the sender is asked for it in another form, and a person sees it
