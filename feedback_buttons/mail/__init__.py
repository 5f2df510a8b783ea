"""The buttons in the mail: snippet, scales, mail tools, test mails."""
