"""The API's figures: scores in a period, the journey, where most can be gained."""
