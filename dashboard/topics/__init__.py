"""The topics: what they write about, and the words that find it."""
