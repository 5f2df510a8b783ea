"""The page for mail tools that sign themselves."""
