"""`python -m feedback_buttons.cli`: the same as `feedback-buttons`."""

from feedback_buttons.cli import main

main(prog_name="feedback-buttons")
