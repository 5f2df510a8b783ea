"""Reads what stands in campaigns: scores, time lines, segments, what moved; and the same for programs."""
