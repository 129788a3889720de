"""Money on paper: the slip that goes with what is handed over, and the acknowledgement that is no tax receipt."""
