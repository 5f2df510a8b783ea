"""What is wrong with the buttons in a mail as it arrived."""
