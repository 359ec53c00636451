"""The command that lets a shell complete what is typed: completion."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, get_completion_class

from coachfolio.cli.shared import OneOf

if TYPE_CHECKING:
    from collections.abc import Callable

SHELLS: Final = ("bash", "zsh", "fish", "powershell")
_ASKED: Final = "_COACHFOLIO_COMPLETE"

_POWERSHELL: Final = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($word, $command, $cursor)
    $end = [Math]::Min($cursor - $command.Extent.StartOffset, $command.Extent.Text.Length)
    $env:COMP_WORDS = $command.Extent.Text.Substring(0, $end)
    $env:COMP_WORD = $word
    $env:%(complete_var)s = "powershell_complete"
    try {
        & %(prog_name)s | ForEach-Object {
            $type, $value, $help = $_ -split "`t", 3
            if ($type -eq "plain") {
                if (-not $help) { $help = $value }
                [System.Management.Automation.CompletionResult]::new($value, $value, "ParameterValue", $help)
            }
        }
    } finally {
        Remove-Item Env:COMP_WORDS, Env:COMP_WORD, Env:%(complete_var)s
    }
}
"""


class PowerShell(ShellComplete):
    """Completion for PowerShell, which click does not bring. Names of files are left to PowerShell itself."""

    name = "powershell"
    source_template = _POWERSHELL

    def get_completion_args(self) -> tuple[list[str], str]:
        words = click.shell_completion.split_arg_string(os.environ.get("COMP_WORDS", ""))[1:]
        begun = os.environ.get("COMP_WORD", "")
        if begun and words and words[-1] == begun:
            words.pop()
        return words, begun

    def format_completion(self, item: CompletionItem) -> str:
        return f"{item.type}\t{item.value}\t{(item.help or '').splitlines()[0] if item.help else ''}"


add_completion_class(PowerShell)


@click.command(short_help="Let your shell complete what you type.")
@click.argument("shell", type=OneOf(SHELLS))
def completion(shell: str) -> None:
    r"""Print what lets a SHELL complete commands and options: bash, zsh, fish or powershell.

    One line in the shell's own settings is enough. For bash, in ~/.bashrc: eval "$(coachfolio completion bash)". For
    zsh, in ~/.zshrc: eval "$(coachfolio completion zsh)". For fish, in ~/.config/fish/config.fish:
    coachfolio completion fish | source. For PowerShell, in the file that $PROFILE names:
    coachfolio completion powershell | Out-String | Invoke-Expression

    \b
    Example:
      coachfolio completion bash
    """
    made: type[ShellComplete] | None = get_completion_class(shell)
    assert made is not None
    main: Callable[..., Any] | click.Command = click.get_current_context().find_root().command
    assert isinstance(main, click.Command)
    click.echo(made(main, {}, "coachfolio", _ASKED).source(), nl=False)


def add_to(main: click.Group) -> None:
    """Add this command."""
    main.add_command(completion)
