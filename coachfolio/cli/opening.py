"""The command that opens a portfolio in the browser: open."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from coachfolio.cli.shared import kept_argument, on_option


@click.command("open", short_help="Open the portfolio in the browser, on this computer alone.")
@kept_argument
@click.option("--read-only", is_flag=True, help="Only look: nothing can be written.")
@click.option("--as", "who", metavar="NAME", default="", help="Your short name in the portfolio, such as assessor-1.")
@click.option("--demo", is_flag=True, help="Open the demonstration, in a copy that is thrown away at the end.")
@click.option("--port", metavar="NUMBER", type=click.IntRange(1, 65535), help="Listen here. Default: any free port.")
@click.option("--browser/--no-browser", "in_browser", default=True, help="Open the browser. Default: yes.")
@on_option
def open_(
    path: str,
    read_only: bool,
    who: str,
    demo: bool,
    port: int | None,
    in_browser: bool,
    on: datetime.datetime | None,
) -> None:
    r"""Open the portfolio in the browser: where you stand, what comes next, and everything you wrote.

    The pages come from this computer and are for it alone; nothing is sent anywhere. A portfolio of your own can be
    written to. A hand-over file is only read. It ends with the button End, or here with Ctrl-C.

    \b
    Examples:
      coachfolio open
      coachfolio open handed-over.bundle
      coachfolio open my-portfolio --as assessor-1
      coachfolio open --demo
    """
    from coachfolio.web.server import Server, desk_at

    with _place(path, demo) as place:
        day = on.date() if on else None
        desk = desk_at(place, read_only=read_only, who=who, today=day, demonstration=demo)
        server = Server(desk, port=port or 0)
        address = server.address

        def ready() -> None:
            opened = in_browser and _opened(address)
            click.echo(
                f"The portfolio is open in your browser. If you see no window, go to:\n  {address}"
                if opened
                else f"Go to this address in a browser on this computer. It opens once:\n  {address}"
            )
            click.echo("End it with the button End there, or here with Ctrl-C.")

        with suppress(KeyboardInterrupt):
            server.serve(ready)
        click.echo("Ended.")


@contextmanager
def _place(path: str, demo: bool) -> Iterator[Path]:
    """The folder or file that is opened; of the demonstration a copy, which is removed at the end."""
    if not demo:
        yield Path(path)
        return
    import tempfile

    from coachfolio.editing.demo import demo as make_demo
    from coachfolio.editing.forms.typed import drop_all_typed

    with tempfile.TemporaryDirectory(prefix="coachfolio-", ignore_cleanup_errors=True) as folder:
        place = Path(folder) / "demonstration"
        make_demo(place)
        try:
            yield place
        finally:
            drop_all_typed(place)


def _opened(address: str) -> bool:
    """Whether a browser with windows was asked to show an address. One that draws into the terminal is not asked."""
    import webbrowser

    try:
        browser = webbrowser.get()
        if type(browser) is webbrowser.GenericBrowser:
            return False
        return browser.open(address)
    except (webbrowser.Error, OSError):
        return False


def add_to(main: click.Group) -> None:
    """Add this command."""
    main.add_command(open_)
