# A letter of ours did not arrive.
From: mailer-daemon@mail.example.org
Subject: Undelivered Mail Returned to Sender
Machine: return-path
Bounce: <ours@example.org>

The address was not found.
-- recall --
answers: acknowledgement
== plan
kind: bounce
  because it is a delivery report about a letter
folder: Automatic
why: the letter "acknowledgement" did not arrive
