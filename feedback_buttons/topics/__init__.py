"""What recipients write about: topics found by words that a team edits."""
