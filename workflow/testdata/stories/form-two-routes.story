# Two different routes: a person chooses.
Subject: form

Attached.
-- form --
gp_practice_name: Lambgates Health Centre
gp_practice_postcode: SK13 1DJ
gp_practice_ods: C81106
child_dob: 2010-03-14
setting_type: college_post16
school_name: Stockport College
school_year_group: 12
left_year_11: yes
== plan
kind: submission
  because it brings a filled form: 79 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: person other-area adult-services
  gp-stockport: failed
    published: Registered with a Stockport GP
    read: "Lambgates Health Centre, SK13 1DJ, C81106" is Lambgates Health Centre (C81106), a practice of another area, by its code.
  year-11: failed
    published: Has not left year 11 at school.
    read: Date of birth: "14 March 2010". By date of birth: Year 12 on 23 November 2026. Year 11 ends on 26 June 2026. Year 11 finished: "Yes". "STOCKPORT COLLEGE" is no school of our list for certain. It is not Heaton School.
  step: Not met: gp-stockport, year-11. They point to different services, so a person chooses.
  step: Answers point to: other-area, adult-services.
letter: received to kate@example.com auto
folder: For a person
why: a person decides. Not met: gp-stockport, year-11. They point to different services, so a person chooses
