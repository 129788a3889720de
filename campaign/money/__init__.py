"""Money: rules with their dates, guards, donors, gifts, the ledger, spending, files between laptops, statements."""
