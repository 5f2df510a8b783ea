"""What a report covers: a period by the clock of a campaign's zone, what it is held against, and both in words."""
