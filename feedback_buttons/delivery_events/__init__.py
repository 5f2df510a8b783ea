"""What mail providers report about delivered mails."""
