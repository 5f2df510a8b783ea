"""What knows nothing of mails and scores: ids, texts, colours, files, limits."""
