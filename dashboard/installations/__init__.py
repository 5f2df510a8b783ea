"""The page of several installations: theirs and this one's figures together, asked through their API."""
