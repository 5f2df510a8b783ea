"""What runs: gunicorn's settings, the worker, `up`, and the check of an installation."""
