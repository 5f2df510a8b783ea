"""A command that is told to stop puts in order what it began."""

import signal
import subprocess
import sys

import pytest

LINGERING = """
import signal
import time
from feedback_buttons.cli import main

signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may have told it to be passed over

@main.command()
def linger():
    try:
        print("begun", flush=True)
        time.sleep(600)
    finally:
        print("in order", flush=True)

main()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_what_a_command_began_is_put_in_order_when_it_is_told_to_stop(number: int) -> None:
    begun = subprocess.Popen(
        [sys.executable, "-c", LINGERING, "linger"], stdout=subprocess.PIPE, text=True
    )
    assert begun.stdout
    assert begun.stdout.readline() == "begun\n"
    begun.send_signal(number)
    assert begun.communicate()[0] == "in order\n"
    assert begun.returncode == 128 + number
