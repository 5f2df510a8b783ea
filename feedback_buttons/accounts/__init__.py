"""Who may do what, and did: users, roles, sign-in, keys of programs, links to walls, the audit trail."""
