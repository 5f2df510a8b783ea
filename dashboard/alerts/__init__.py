"""Where alerts go and what fires them; the messages that leave; and the way to get no more of them."""
