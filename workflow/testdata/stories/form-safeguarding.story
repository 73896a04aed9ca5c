# The answer that raises an alert beats everything.
Subject: form

Attached.
-- form --
safeguarding_concern: yes
gp_practice_name: Lambgates Health Centre
gp_practice_postcode: SK13 1DJ
gp_practice_ods: C81106
== plan
kind: submission
  because it brings a filled form: 79 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: person other-area
  gp-stockport: failed
    published: Registered with a Stockport GP
    read: "Lambgates Health Centre, SK13 1DJ, C81106" is Lambgates Health Centre (C81106), a practice of another area, by its code.
  step: An alert was raised (safeguarding): a person acts on it the same day.
  step: Answers point to: other-area.
letter: received to kate@example.com auto
letter: alert to duty@example.org auto
folder: 
alert: safeguarding, watch false
why: a person decides. An alert was raised (safeguarding): a person acts on it the same day; ALERT safeguarding: staff are told at once
