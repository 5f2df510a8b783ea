"""The page of one campaign."""
