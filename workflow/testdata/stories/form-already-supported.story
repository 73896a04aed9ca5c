# Support is there and works.
Subject: form

Attached.
-- form --
services_involved: physio
services_goals: yes
tried_result: goals_being_met
== plan
kind: submission
  because it brings a filled form: 77 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: signpost already-supported
  already-supported: failed
    published: Children who are already supported and are achieving outcomes set through existing support from specialist services / universal / targeted / interventions at their education setting
    read: Already involved: "Physiotherapist". Their goals are met: "Yes". What that changed: "Goals are being met".
  step: Not met: already-supported.
letter: received to kate@example.com auto
letter: signpost to kate@example.com person
folder: For a person
why: another service seems right: The service that already supports the child; the letter waits for a person
