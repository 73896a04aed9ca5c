# The last day on which the details are trusted: the letter goes.
Subject: form
Now: 2027-05-22T10:00:00Z
Auto: other-area

Attached.
-- form --
gp_practice_name: Lambgates Health Centre
gp_practice_postcode: SK13 1DJ
gp_practice_ods: C81106
== plan
kind: submission
  because it brings a filled form: 79 answers (pdf-form)
case: CTS-2027-000001 new to signposted
  outcome: signpost other-area
  gp-stockport: failed
    published: Registered with a Stockport GP
    read: "Lambgates Health Centre, SK13 1DJ, C81106" is Lambgates Health Centre (C81106), a practice of another area, by its code.
  step: Not met: gp-stockport.
letter: signpost to kate@example.com auto
folder: Received
why: another service is the right one: The children's therapy team for the area of your GP surgery; the service has decided that this letter goes by itself
