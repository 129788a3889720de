"""The activity report: `build` makes it from rows, `views` is what it holds, `formats` writes it in each format."""
