# An out-of-office note in answer to our letter.
From: senco@brookside.example.org
Subject: Automatic reply: We have your referral
Machine: auto-submitted

I am out of the office until Monday.
-- recall --
state: ready
answers: acknowledgement
== plan
kind: automatic
  because a machine wrote it: the header auto-submitted says so
folder: Automatic
why: it answers our letter "acknowledgement"
