"""What the evidence amounts to: rules, policies, signals of clients; pure."""
