# Everything is too old, and what is missing is asked for all the same.
Subject: form
Words old after: 1
Lists old after: 1
Now: 2026-11-26T10:00:00Z

Attached.
-- form --
overall_severity:
== plan
kind: submission
  because it brings a filled form: 76 answers (pdf-form)
case: CTS-2026-000001 new to incomplete
  outcome: incomplete
  missing: overall_severity
  mild: missing
    published: Children with mild developmental differences (these should be supported by universal / targeted provision or services).
    read: No answer to: Compared with other children of the same age, the difficulty is.
  step: Required answers are missing: “Compared with other children of the same age, the difficulty is”.
letter: missing to kate@example.com auto with the form marked
  asks: Compared with other children of the same age, the difficulty is ()
folder: Received
why: one required question has no answer
