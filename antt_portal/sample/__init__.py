"""The sample province: Bình Định as it stood before 01/07/2025, with villages and people that do not exist.

The units are the official ones; everything below them is made up, marked as sample, and the same each time.
"""
