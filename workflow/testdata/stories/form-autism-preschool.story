# The same at three years: the published page speaks of school age, so a person reads it.
Subject: form

Attached.
-- form --
child_dob: 2023-05-14
setting_type: nursery_or_childminder
school_name:
school_year_group: nursery
reason_free_text: Nursery thinks she may be autistic.
main_cause: autism_or_adhd
physical_need: no
physical_need_type:
diagnosis_text:
diagnosis_status: none
asking_for_autism_adhd: autism
autism_status: suspected
act_examples: She is upset when plans change.
== plan
kind: submission
  because it brings a filled form: 74 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: person universal
  physical-need: failed
    published: Experience significant difficulties completing their daily activities due to a physical health need resulting from injury, physical or motor impairment or spasticity
    read: Physical health need: "No". Main cause: "Autism or ADHD".
  autism-adhd: unclear
    published: School age autism / ADHD queries (these should be referred following the autism pathway - MASSH non urgent wellbeing pathway)
    read: Asks about autism or ADHD: "Autism". Date of birth: "14 May 2023". The page speaks of queries at school age, and the child may not be of school age.
  step: Not clear: autism-adhd.
  step: Answers point to: universal.
letter: received to kate@example.com auto
folder: For a person
why: a person decides. Not clear: autism-adhd
