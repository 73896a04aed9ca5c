# Year 13 at Heaton School: the one exception by age; a health need in a special school is for a person.
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
case: CTS-2026-000001 new to person
  outcome: person
  education-therapy: unclear
    published: Children in specialist provision with complex needs which are educational, rather than health - refer these to the education specialist therapy provision through the teacher at the child’s special school (commissioned by schools or SMBC)
    read: Setting: "Special school". Need in the special school: "Health".
  step: Not clear: education-therapy.
letter: received to kate@example.com auto
folder: For a person
why: a person decides. Not clear: education-therapy
