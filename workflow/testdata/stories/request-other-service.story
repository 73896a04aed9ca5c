# A request for another service's form only.
Subject: SALT referral form

Please could you send me the speech and language referral form?
== plan
kind: other
  because it is about speech and language therapy, which shares this mailbox
folder: 
why: it stays where it is, untouched
