"""Rules that say who is told of what, and when: events are collected, put into messages, worded when they are sent."""
