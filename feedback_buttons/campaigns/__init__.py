"""What a campaign is: its settings, scales, follow-up questions, logo, markers."""
