"""Money: the gifts of a committee, the pledge that is checked as one types, and the life of each gift."""
