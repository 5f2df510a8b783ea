"""What is shown to people without an account, and the page on which the team makes and revokes its links."""
