"""The API's campaigns."""
