"""Groups of commands that are loaded when somebody asks for one: those that load the engine."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from parley.cli.extra import the_app_at_hand


def loaded_later(module: str, about: str) -> typer.Typer:
    """A group whose commands stand in a module that is not loaded until one of them is asked for.

    The engine takes longer to load than a page of the record to be made, so that whoever looks
    something up would wait for what he does not use.

    Args:
        module: Its name; its ``app`` holds the commands.
        about: What the group is for, as the list of all commands says it.
    """

    class Later(TyperGroup):
        """The commands of the module, as soon as they are looked at."""

        def list_commands(self, ctx: Any) -> list[str]:
            self._load()
            return super().list_commands(ctx)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            self._load()
            return super().get_command(ctx, cmd_name)

        def _load(self) -> None:
            if not self.commands:
                with the_app_at_hand():
                    self.commands = get_group(import_module(module).app).commands

    return typer.Typer(cls=Later, help=about, no_args_is_help=True)
