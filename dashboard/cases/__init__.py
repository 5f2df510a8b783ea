"""The page "Cases": the queue of answers that need somebody, worked through with the keyboard or on a phone."""
