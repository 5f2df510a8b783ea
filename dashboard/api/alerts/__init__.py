"""The API's channels, rules of alerts and the messages that leave."""
