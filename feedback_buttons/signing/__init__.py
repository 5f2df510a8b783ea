"""Tokens: who a button is signed for, and the keys that sign."""
