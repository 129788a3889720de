"""The command line: everything the screens do to data can also be done, read and exported without a screen.

Never imports Textual, so that a command answers at once. Names, exits and JSON are a contract: docs/cli.md.
"""
