"""Commands for mails: snippets, tokens, the linter, how often people are asked, providers' webhooks."""
