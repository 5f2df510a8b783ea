"""Traffic by somebody who doesn't know the rules: machines and people as public reports tell of them."""
