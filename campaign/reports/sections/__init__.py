"""The sections of the activity report, one module each: every one has a `section` made from what is asked."""
