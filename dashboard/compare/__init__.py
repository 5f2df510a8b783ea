"""Two to five campaigns side by side."""
