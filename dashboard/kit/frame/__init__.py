"""What stands around every page: head, banner, headers, its first HTML."""
