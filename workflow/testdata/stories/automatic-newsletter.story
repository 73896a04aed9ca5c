# A newsletter stays where it is.
From: news@example.org
Subject: November news
Machine: list-id

Read about our autumn courses.
== plan
kind: automatic
  because a machine wrote it: the header list-id says so
folder: 
why: it stays where it is, untouched
