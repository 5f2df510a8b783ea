"""The names of the policies: how much proof an answer needs. What they ask for: verdicts/policy.py."""

INSTANT, BALANCED, STRICT = "instant", "balanced", "strict"
POLICY_NAMES = (INSTANT, BALANCED, STRICT)
USUAL_POLICY = BALANCED
MEANING = "How much proof an answer needs."
