"""Where messages go: mail, Slack, Microsoft Teams, signed webhooks; and the one client of HTTP that calls strangers."""
