"""The portal measured: ``python -m bench`` prints a JSON list of name, value, unit, reference and ratio.

Timings are ratios against a reference measured in the same minutes, runs of both taking turns; medians of many.
"""
