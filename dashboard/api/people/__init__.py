"""The API's lists of people: who gave which scores, who has not answered, what they did later, whom to leave alone."""
