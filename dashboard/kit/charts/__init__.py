"""Figures: for plotly, and drawn as plain SVG."""
