"""The period of a page: its control, what its address asks for, the links that take it along."""
