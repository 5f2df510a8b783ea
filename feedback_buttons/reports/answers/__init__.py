"""Reads single answers: one recipient's history, what was excluded or names nobody, all changes in order."""
