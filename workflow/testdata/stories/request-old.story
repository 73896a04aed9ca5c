# Mail older than the first start is recorded and not answered.
Subject: form
Old: yes

Please send the OT referral form.
== plan
kind: form-request
  because it asks to be sent the form (please; send*; referral form)
folder: 
why: it is older than the first start: recorded, and left to people
