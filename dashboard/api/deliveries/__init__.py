"""The API's counts of mails that were delivered."""
