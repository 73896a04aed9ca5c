# A scanner's mail with a filled form: it is read, and nobody is answered.
From: scanner@brookside.example.org
Subject: Scan
Machine: auto-submitted

-- form --
== plan
kind: submission
  because it brings a filled form: 77 answers (pdf-form)
case: CTS-2026-000001 new to ready
  outcome: eligible
  step: Every criterion is met, nothing is excluded and nothing is missing.
letter: acknowledgement to scanner@brookside.example.org auto STOPPED: a machine wrote the message
folder: Received
why: every criterion is met: ready for a therapist; the letter "acknowledgement" is not sent: a machine wrote the message
