# A locked file beside something that people answer is left to people.
Subject: appointment

We need to rearrange the appointment on Tuesday, the letter is attached.
-- unread --
source: letter.pdf
code: password
text: The file is locked with a password, so we cannot open it. Please save it without a password and send it again.
== plan
kind: other
  because it is about an appointment: people answer that
folder: 
why: it stays where it is, untouched
