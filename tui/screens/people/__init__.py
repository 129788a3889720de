"""People: `directory` the list, `narrow` its menu, `show` one person, `importing` a file, `twins` likely doubles."""
