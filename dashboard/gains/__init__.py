"""Where most can be gained: what goes with lower scores, and what a change would do."""
