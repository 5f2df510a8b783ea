"""Messages that leave: each a row that is committed before anybody is called, retried, replayed."""
