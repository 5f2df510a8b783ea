"""The wall screen, and the links that open it."""
