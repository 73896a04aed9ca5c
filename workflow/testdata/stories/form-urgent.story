# An urgent reason.
Subject: form

Attached.
-- form --
urgent_reason: swallowing_choking
== plan
kind: submission
  because it brings a filled form: 77 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: person
  step: An alert was raised (urgent): a person acts on it the same day.
letter: received to kate@example.com auto
letter: alert to duty@example.org auto
folder: 
alert: urgent, watch false
why: a person decides. An alert was raised (urgent): a person acts on it the same day; ALERT urgent: staff are told at once
