"""Traffic that is made up or recorded: traces, people, scanners, replay, the demonstration.

It is installed with the rest (108 KB): `replay` and `simulate` are commands for operators, who try a policy on what
their own mails met, and `up --demo` plays a part of it. Nothing that serves recipients or the team imports it.
"""
