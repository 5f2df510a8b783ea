"""Commands for what leaves: channels, rules of alerts, messages."""
