"""One ticket for each case at another side: asked for, noted when the answer changes, closed from there."""
