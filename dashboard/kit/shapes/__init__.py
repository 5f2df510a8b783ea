"""What pages are built of: cards, numbers, tables, charts, marks of change, links to files."""
