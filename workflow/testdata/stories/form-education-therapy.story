# A special school, and a need that is about learning.
Subject: form

Attached.
-- form --
reason_free_text: He needs a programme for learning to write.
setting_type: special_school
school_name: Lisburne School
main_cause: learning
physical_need: no
physical_need_type:
diagnosis_text:
diagnosis_status: none
special_school_need: education
act_examples: He needs help to copy letters.
== plan
kind: submission
  because it brings a filled form: 76 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: signpost education-therapy
  physical-need: failed
    published: Experience significant difficulties completing their daily activities due to a physical health need resulting from injury, physical or motor impairment or spasticity
    read: Physical health need: "No". Main cause: "Learning".
  education-therapy: failed
    published: Children in specialist provision with complex needs which are educational, rather than health - refer these to the education specialist therapy provision through the teacher at the child’s special school (commissioned by schools or SMBC)
    read: Setting: "Special school". Need in the special school: "Education". Physical health need: "No". Main cause: "Learning".
  step: Not met: physical-need, education-therapy.
letter: received to kate@example.com auto
letter: signpost to kate@example.com person
folder: For a person
why: another service seems right: The education specialist therapy provision; the letter waits for a person
