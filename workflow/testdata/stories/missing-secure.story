# The one who gave every answer writes from a secure address: the form comes back filled.
From: priya@nhs.net
Subject: Referral

Please find the referral attached.
-- form --
overall_severity:
gp_practice_name:
gp_practice_postcode:
gp_practice_ods:
== plan
kind: submission
  because it brings a filled form: 75 answers (pdf-form)
case: CTS-2026-000001 new to incomplete
  outcome: incomplete
  missing: gp_practice_name overall_severity
  gp-stockport: missing
    published: Registered with a Stockport GP
    read: No answer to: GP surgery name.
  mild: missing
    published: Children with mild developmental differences (these should be supported by universal / targeted provision or services).
    read: No answer to: Compared with other children of the same age, the difficulty is.
  step: Required answers are missing: “GP surgery name”, “Compared with other children of the same age, the difficulty is”.
letter: missing to priya@nhs.net auto with the form prefilled
  asks: GP surgery name (The GP must be in Stockport)
  asks: Compared with other children of the same age, the difficulty is ()
folder: Received
why: 2 required questions have no answer
