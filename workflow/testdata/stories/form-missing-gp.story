# No GP practice: the question is asked, nothing is guessed.
Subject: form

Attached.
-- form --
gp_practice_name:
== plan
kind: submission
  because it brings a filled form: 76 answers (pdf-form)
case: CTS-2026-000001 new to incomplete
  outcome: incomplete
  missing: gp_practice_name
  gp-stockport: missing
    published: Registered with a Stockport GP
    read: No answer to: GP surgery name.
  step: Required answers are missing: “GP surgery name”.
letter: missing to kate@example.com auto with the form marked
  asks: GP surgery name (The GP must be in Stockport)
folder: Received
why: one required question has no answer
