"""Writes what is read to files: CSV, workbooks, Parquet, the poster."""
