"""Committees: `directory` all of them, `show` one whole, `create` the form, `split` and `merge` what happens to one."""
