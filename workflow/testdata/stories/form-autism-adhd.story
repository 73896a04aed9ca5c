# A question about autism, at school age, no physical need.
Subject: form

Attached.
-- form --
reason_free_text: School thinks he may be autistic. He does not like change and finds friends hard.
main_cause: autism_or_adhd
physical_need: no
physical_need_type:
diagnosis_text:
diagnosis_status: none
asking_for_autism_adhd: autism
autism_status: suspected
act_examples: He is upset when plans change.
== plan
kind: submission
  because it brings a filled form: 75 answers (pdf-form)
case: CTS-2026-000001 new to person
  outcome: signpost autism-adhd
  physical-need: failed
    published: Experience significant difficulties completing their daily activities due to a physical health need resulting from injury, physical or motor impairment or spasticity
    read: Physical health need: "No". Main cause: "Autism or ADHD".
  autism-adhd: failed
    published: School age autism / ADHD queries (these should be referred following the autism pathway - MASSH non urgent wellbeing pathway)
    read: Asks about autism or ADHD: "Autism". Date of birth: "14 March 2019". Physical health need: "No". Main cause: "Autism or ADHD".
  step: Not met: physical-need, autism-adhd.
letter: received to kate@example.com auto
letter: signpost to kate@example.com person
folder: For a person
why: another service seems right: The autism pathway: the MASSH non urgent wellbeing pathway; the letter waits for a person
