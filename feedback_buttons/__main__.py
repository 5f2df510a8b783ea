"""Starts the command line, or says what to install where only the sender's library is."""

import sys


def main() -> None:
    """Run `feedback-buttons`; exits with 1 and one clear line if the extra `server` is not installed."""
    try:
        from feedback_buttons.cli import main as command_line
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "feedback_buttons":
            raise
        sys.exit(
            f"Error: {error.name} is not installed. The command line needs all of the server: "
            "pip install 'feedback-buttons[server]'"
        )
    command_line(prog_name="feedback-buttons")


if __name__ == "__main__":
    main()
