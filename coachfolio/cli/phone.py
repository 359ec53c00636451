"""The command that makes a page for one's phone: phone."""

from __future__ import annotations

import click

from coachfolio.cli.shared import in_option


@click.command(short_help="Make a page for your phone that notes a session, without a network.")
@in_option
@click.option("--out", metavar="FILE", required=True, help="Where to write it, such as log.html.")
@click.option("--force", is_flag=True, help="Replace the file where there is one.")
def phone(path: str, out: str, force: bool) -> None:
    r"""Make one page for your phone: it notes a session and hands it over, with no network and no program.

    It has your clients' codes and your criteria in it, and no names. It keeps nothing: what it makes is a line as
    `coachfolio log` has it, to be shared, saved or copied into the folder inbox of your portfolio. Make it again when
    you have a new client.

    \b
    Examples:
      coachfolio phone --out log.html
    """
    from coachfolio.outputs.html.phone import phone_page
    from coachfolio.outputs.html.writing import may_write_page, write_page
    from coachfolio.reports.phone import phone_view

    may_write_page(out, path, force=force)
    write_page(phone_page(phone_view(path)), out, path, force=force)
    click.echo(f"The page is in {out}. Send it to your phone, and open it there in the browser.")
    click.echo("Bring in what it makes with: coachfolio import inbox")


def add_to(main: click.Group) -> None:
    """Add this command."""
    main.add_command(phone)
