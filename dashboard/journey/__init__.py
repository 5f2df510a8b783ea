"""The page of the journey: the touchpoints in their order with their scores, and where a team puts them in order."""
