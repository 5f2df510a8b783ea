"""Digests: what moved and why, by mail every Monday and after each wave, to who asked for it."""
