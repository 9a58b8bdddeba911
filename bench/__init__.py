"""Measures of the platform: `python -m bench`. Stands outside the package; nothing imports it."""
