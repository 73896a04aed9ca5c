# A command by mail decides nothing.
From: stranger@example.net
Subject: now

release CTS-2026-000004
== plan
kind: command
  because it has the shape of a command to this program; commands by mail are not carried out
folder: 
why: it stays where it is, untouched
