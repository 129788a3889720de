"""From the command line to the screens: which file, which language, and the terminal given back whatever happens."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from campaign.words import Lang
from tui.cli import paths

if TYPE_CHECKING:
    from tui.app import AppuiApp
    from tui.cli.parser import Call


def launch(call: Call) -> int:
    """Run the screens until the person leaves; return the exit code."""
    from db.disk import stands
    from tui import user_settings
    from tui.app import AppuiApp
    from tui.opening import Place
    from tui.text import visible

    settings = user_settings.load(paths.settings_file())
    o = call.options
    lang: Lang = o.lang or settings.lang or call.lang
    path = call.path
    place = Place(
        path=path,
        exists=stands(path),
        demo=o.demo,
        demo_path=paths.data_file(None, demo=True),
        settings_path=paths.settings_file(),
        log_path=paths.log_file(),
        exports_folder=paths.exports_folder(),
        open=paths.open_or_create,
        create_demo=paths.create_demo,
        demo_today=o.today,
        acting_as=o.acting_as,
    )
    app = AppuiApp(place, lang, settings)
    restore = _give_back_on_signals(app)
    try:
        app.run(mouse=True)
    finally:
        restore()
    if app.refusal is not None:
        print(visible(app.words.refusal(app.refusal)), file=sys.stderr)
        return app.refusal.exit_code
    return app.return_code or 0


def _give_back_on_signals(app: AppuiApp) -> Callable[[], None]:
    """TERM and HUP end the program properly: Textual alone would leave the terminal in its alternate screen."""
    kept: dict[int, Any] = {}

    def stop(number: int, _frame: object) -> None:
        app.stop_from_signal(number)

    for name in ("SIGTERM", "SIGHUP", "SIGINT"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None:
            kept[number] = signal.signal(number, stop)

    def restore() -> None:
        for number, handler in kept.items():
            signal.signal(number, handler)

    return restore
