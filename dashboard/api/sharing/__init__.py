"""The API's links that show a page or a score without an account."""
