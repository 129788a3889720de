"""How fast it is, as ratios to a floor measured in the same run. Never part of the tests: ``python -m bench``."""
