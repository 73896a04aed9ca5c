# A request that also asks something else stays in the inbox.
Subject: form

Please could you send me the OT referral form? I also need to rearrange Lily's appointment on Tuesday.
== plan
kind: form-request
  because it asks to be sent the form (please; send*; referral form)
case: CTS-2026-000001 new to asked
letter: form to kate@example.com auto with the form
folder: 
why: the form goes out; worth reading: it also asks about an appointment; it also asks about something else, so it stays in the inbox
