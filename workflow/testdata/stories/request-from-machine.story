# A machine that asks is not answered.
Subject: form
Machine: auto-submitted

Please send the OT referral form.
== plan
kind: automatic
  because a machine wrote it: the header auto-submitted says so
folder: 
why: it stays where it is, untouched
