"""The API's tokens and snippets for recipients."""
