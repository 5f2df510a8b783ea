"""The team's dashboard; it reads through feedback_buttons.reports and holds no SQL."""
