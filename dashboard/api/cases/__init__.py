"""The API's cases and the rules that open them."""
