"""The toolbox of a committee: `tutorials`, `logbook`, `goals`."""
