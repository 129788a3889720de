"""Actions: `agenda` the list, `plan` the form, `show` who comes and what came of it."""
