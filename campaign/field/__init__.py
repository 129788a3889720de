"""Door to door: from a commune's address file to a sheet typed back, and what it shows.

`addresses` what files bring · `routing` the order of doors, pure arithmetic · `turf` cutting and keeping · `lists` what
a team takes out · `doors` what happened at each · `scripts` what is asked · `silence` when not · `peace` whom a
merged committee left in peace · `live` which walks count · `paper` sheets and
exports · `outcomes`, `earth` and `drawing` the plain rules they share.
"""
