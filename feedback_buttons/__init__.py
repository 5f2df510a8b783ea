"""Feedback Buttons: ten score buttons under every mail, and one honest live score.

The parts that a sender's own code needs stand here; docs and README say how they go together.
"""

from feedback_buttons.tokens import BadToken, Invitation, Tokens

__all__ = ["BadToken", "Invitation", "Tokens"]
