# A letter for people that must be read today.
Subject: Re: appointment

We cannot come on Thursday. Ella said she wants to die and has been self-harming since the weekend.
== plan
kind: other
  because nothing in it asks for the form or brings one
letter: alert to duty@example.org auto
folder: 
alert: safeguarding, watch false
why: it stays where it is, untouched; ALERT safeguarding: staff are told at once
