"""Commands for what recipients answered: reports, exports, evidence, lists of people, cases."""
