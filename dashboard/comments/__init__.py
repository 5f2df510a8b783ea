"""The comments of all campaigns, to be read and handled."""
