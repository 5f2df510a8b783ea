"""The API's feed of single answers."""
