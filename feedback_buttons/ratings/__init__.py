"""The only writer of visits, ratings and comments."""
