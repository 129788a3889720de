"""The order of doors: from stops with doors to walks, as plain arithmetic on lists, without a file or a session.

`ground` what is walked on · `metric` what a leg costs · `model` how long it takes · `blocks` areas cut apart · `tour`
one round through a block · `split` the round cut into walks · `exchange` stops passed between walks · `order` one
walk · `large` buildings of more than one walk · `graph` streets · `barriers` lines not crossed · `parts` far apart ·
`cutting` all of it in turn.
"""
