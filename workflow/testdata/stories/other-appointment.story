# A letter for somebody else in the same office.
Subject: speech therapy appointment

Hello, could you please rearrange Lily's speech and language therapy appointment next Tuesday?
== plan
kind: other
  because it is about speech and language therapy, which shares this mailbox
folder: 
why: it stays where it is, untouched
