"""The team's dashboard; it reads through feedback_buttons.reports.scores.campaign_reports and holds no SQL."""
