"""Measurements of the product as ratios taken in one run, so that the machine's mood cancels out."""
