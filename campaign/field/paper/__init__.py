"""What leaves the house on paper or as a file: walk sheets, a turf's whole print, and walks for other programs.

`ground` reads what maps show · `reading` what a sheet needs · `page` is the paper, `plan` the map on it, `doors` the
lines to fill in, `talk` what is said, `sheet` and `batch` the documents · `export` GeoJSON, GPX, KML and CSV.
"""
