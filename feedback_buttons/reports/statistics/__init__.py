"""What a number is: means, intervals and shares, how a score is told, what splits a move of it; pure."""
