"""How a report is written out: for people, and for programs. Every form shows the same findings."""
