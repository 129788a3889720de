"""What a person sees: the Textual screens and the command line."""
