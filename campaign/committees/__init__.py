"""Committees: live from the instant they are created.

`views` what is shown · `forms` what is typed · `create` the birth and its box · `directory` finding and showing ·
`members` roles · `changes` rename, split, merge, close · `recognition` a checklist that never blocks anything.
"""
