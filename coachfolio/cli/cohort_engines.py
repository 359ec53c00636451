"""The options that say where the portfolios of a cohort are read: on this computer, or on a cluster of Dask."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from coachfolio.cohort.engines import AtHome, Certificates, OnDask

__all__ = ["engine_from", "engine_options"]

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--processes",
        type=click.IntRange(min=1),
        metavar="NUMBER",
        help="How many portfolios are read at a time on this computer. Default: one on each core.",
    ),
    click.option(
        "--scheduler",
        metavar="ADDRESS",
        help="Read them on the cluster of this Dask scheduler, such as tls://10.0.0.5:8786.",
    ),
    click.option(
        "--dask-workers",
        type=click.IntRange(min=1),
        metavar="NUMBER",
        help="Start a Dask cluster with so many workers on this computer, for this run alone.",
    ),
    click.option("--tls-ca", metavar="FILE", help="Whose signature the scheduler's certificate has."),
    click.option("--tls-cert", metavar="FILE", help="Your own certificate, for a scheduler that asks for one."),
    click.option("--tls-key", metavar="FILE", help="The key of your own certificate."),
    click.option(
        "--seconds",
        type=click.FloatRange(min=1),
        metavar="SECONDS",
        help="How long one portfolio may take before it is stopped, tried once more, and left out. Default: 600.",
    ),
)


def engine_options(command: Command) -> Command:
    """Give a command the options; `engine_from` makes an engine of their values."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def engine_from(
    *,
    processes: int | None,
    scheduler: str | None,
    dask_workers: int | None,
    tls_ca: str | None,
    tls_cert: str | None,
    tls_key: str | None,
    seconds: float | None,
) -> AtHome | OnDask:
    """The engine that the options ask for. Raises UsageError where they do not go together."""
    from coachfolio.cohort.engines import AtHome, Bounds, OnDask

    given = [
        name
        for name, value in (
            ("--processes", processes),
            ("--scheduler", scheduler),
            ("--dask-workers", dask_workers),
        )
        if value is not None
    ]
    if len(given) > 1:
        raise click.UsageError(f"{given[0]} and {given[1]} do not go together: the portfolios are read in one place.")
    if scheduler is not None and not scheduler.strip():
        raise click.UsageError("--scheduler has no address. Give the one that the scheduler shows when it starts.")
    certificates = _certificates(tls_ca, tls_cert, tls_key)
    if certificates and scheduler is None:
        raise click.UsageError("--tls-ca, --tls-cert and --tls-key are for a scheduler. Name it with --scheduler.")
    bounds = Bounds(seconds=seconds) if seconds else Bounds()
    if scheduler is not None:
        return OnDask(scheduler, certificates=certificates, bounds=bounds)
    if dask_workers is not None:
        return OnDask(workers=dask_workers, bounds=bounds)
    return AtHome(processes or 0, bounds=bounds)


def _certificates(authority: str | None, certificate: str | None, key: str | None) -> Certificates | None:
    from coachfolio.cohort.engines import Certificates

    if authority is None and certificate is None and key is None:
        return None
    if authority is None or certificate is None or key is None:
        raise click.UsageError("--tls-ca, --tls-cert and --tls-key go together: give all three.")
    return Certificates(authority, certificate, key)
