"""Where mail providers tell of delivered mails, and the page that connects them."""
