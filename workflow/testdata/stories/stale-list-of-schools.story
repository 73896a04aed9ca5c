# No school of the list is Heaton School, and the list is too old: the letter waits.
Subject: form
Lists old after: 365
Auto: adult-services

Attached.
-- form --
child_dob: 2010-03-14
setting_type: college_post16
school_name: Stockport College
school_year_group: 12
left_year_11: yes
== plan
kind: submission
  because it brings a filled form: 77 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: signpost adult-services
  year-11: failed
    published: Has not left year 11 at school.
    read: Date of birth: "14 March 2010". By date of birth: Year 12 on 23 November 2026. Year 11 ends on 26 June 2026. Year 11 finished: "Yes". "STOCKPORT COLLEGE" is no school of our list for certain. It is not Heaton School.
  step: Not met: year-11.
letter: received to kate@example.com auto
letter: signpost to kate@example.com person
folder: For a person
why: another service seems right: Adult therapies; too old to go unchecked: the schools (checked on 11 July 2025); the letter waits for a person
