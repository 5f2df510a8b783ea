"""From a campaign to its buttons in a mail, tested; and what stands behind the click."""
