"""What pages say, and how they write numbers."""
