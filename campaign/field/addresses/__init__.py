"""What files bring of a commune: its addresses, their stations and buildings, its streets, its results, its roll.

`source` reads files line by line · `layouts` knows each by its titles · `line` one line · `naming` and `france` the
plain rules · `spool` keeps lines by commune · `merge` what would change · `plan` and `apply` doing it, all or nothing
· `stations`, `buildings`, `sections`, `results`, `roll` the other files · `targeting` which station first · `editing`
by hand · `lookup` what the other parts ask.
"""
