"""Two calm themes of our own, dark and light; Textual's own, ANSI ones included, stay available in the settings."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="appui-dark",
    primary="#7AA2D6",
    secondary="#9FB4CF",
    accent="#E8B86B",
    warning="#E6A05C",
    error="#E06C6C",
    success="#8FBF7F",
    foreground="#DDE3EA",
    background="#14181F",
    surface="#1A2029",
    panel="#222A35",
    dark=True,
    variables={"footer-key-foreground": "#E8B86B", "input-selection-background": "#7AA2D6 40%"},
)

LIGHT = Theme(
    name="appui-light",
    primary="#2F5D9B",
    secondary="#58728F",
    accent="#8A5A00",
    warning="#9A5A00",
    error="#A62F2F",
    success="#3B6F2E",
    foreground="#1D242C",
    background="#F7F5F0",
    surface="#FFFFFF",
    panel="#E8E4DA",
    dark=False,
)
