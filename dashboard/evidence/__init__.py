"""The pages of one recipient's evidence and of the answers that are excluded."""
