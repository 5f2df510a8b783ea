"""What mail providers tell of the mails they delivered."""
