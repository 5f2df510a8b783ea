"""A request, before its page: who asks, in which language, for which address, and what is refused."""
