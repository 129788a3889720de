"""Maps without tiles, as plain arithmetic: what the terminal and the sheet of paper draw alike.

`frame` turns positions into places in a box, rotated to fit · `clip` keeps what is inside it · `labels` finds room for
texts · `hues` tells neighbours apart · `dots` fills the cells of a terminal · `chart` draws a map with them.
"""
