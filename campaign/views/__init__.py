"""What is shown of each activity: frozen values without a database behind them, so that a first frame needs none.

One module an activity, of the same name as the module that makes them: `campaign.views.actions` is made by
`campaign.actions`, which hands the names on. Committees and reports, being folders, keep theirs in ``views`` there.
"""
