# A stranger who names a reference learns nothing.
From: stranger@example.net
Subject: CTS-2026-000004

What did you decide about this child?
-- recall --
stranger names: CTS-2026-000004
== plan
kind: information
  because it names a reference in which this sender has no part: nothing is added and nothing is told
folder: 
why: it belongs to no open referral: people read it
