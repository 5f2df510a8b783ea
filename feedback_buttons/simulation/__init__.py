"""Traffic that is made up or recorded: traces, people, scanners, replay, the demonstration."""
