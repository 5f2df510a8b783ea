"""The team's dashboard; it reads through feedback_buttons.reports.campaign_reports and holds no SQL."""
