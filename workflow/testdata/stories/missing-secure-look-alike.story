# An address that only looks secure gets no answer of anybody's.
From: priya@nhs.net.example.org
Subject: Referral

Please find the referral attached.
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
letter: missing to priya@nhs.net.example.org auto with the form marked
  asks: Compared with other children of the same age, the difficulty is ()
folder: Received
why: one required question has no answer
