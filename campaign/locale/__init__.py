"""The French of every text; English stands in the code."""
