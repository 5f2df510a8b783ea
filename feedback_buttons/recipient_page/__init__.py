"""The page behind a button, from what it has to show to its HTML."""
