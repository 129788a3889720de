"""Door to door on the command line: `importing` files, `addresses` by hand, and the other parts, a module each."""
