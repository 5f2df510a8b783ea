"""Reads single answers: one recipient's history, what was set aside or names nobody, all changes in order."""
