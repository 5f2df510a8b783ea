"""Languages: the recipients' and the team's, and their catalogues."""
