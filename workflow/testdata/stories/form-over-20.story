# Over twenty.
Subject: form

Attached.
-- form --
child_dob: 2001-03-14
setting_type: not_in_education
school_name:
school_year_group: left_school
left_year_11: yes
== plan
kind: submission
  because it brings a filled form: 76 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: signpost adult-services
  year-11: failed
    published: Has not left year 11 at school.
    read: Date of birth: "14 March 2001". By date of birth: Year 21 on 23 November 2026. Year 11 ends on 30 June 2017. Year 11 finished: "Yes".
  step: Not met: year-11.
letter: received to kate@example.com auto
letter: signpost to kate@example.com person
folder: For a person
why: another service seems right: Adult therapies; the letter waits for a person
