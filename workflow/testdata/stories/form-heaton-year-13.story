# Year 13 at Heaton School: the one exception.
Subject: form

Attached.
-- form --
child_dob: 2009-03-14
setting_type: special_school
school_name: Heaton School
school_year_group: 13
left_year_11: yes
special_school_need: health
== plan
kind: submission
  because it brings a filled form: 78 answers (pdf-form)
case: CTS-2026-000001 new to ready
  outcome: eligible
  step: Every criterion is met, nothing is excluded and nothing is missing.
letter: acknowledgement to kate@example.com auto
folder: Received
why: every criterion is met: ready for a therapist
