"""The screens, one module an activity; `base` holds what all share, `dialogs` the small questions."""
