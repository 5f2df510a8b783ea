"""Commands for who may look: users, keys of programs, links."""
