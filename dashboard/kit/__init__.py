"""What pages share, and which knows no page: who is signed in, words, shapes, charts, live screens."""
