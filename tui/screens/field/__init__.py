"""Door to door: turf and its map, walks, what a walk holds, printing; addresses; sheets typed back, lists, scripts."""
