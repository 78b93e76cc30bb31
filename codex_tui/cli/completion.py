"""``codex-tui completion``: what a shell needs to complete our commands."""

from typing import Literal

import click
from click.shell_completion import get_completion_class

from codex_tui.cli.examples import examples

_VARIABLE = "_CODEX_TUI_COMPLETE"  # click's own name for us

# Readline takes a colon for the end of a word, so that of `model:gpt` click's own script sees only `gpt`, and what it
# offers stands after `model:` once more. Here such words are joined again, and only their last piece is given back.
_BASH = f"""\
_codex_tui_completion() {{
    local IFS=$'\\n' words=() word current="" given="" cword=0 completion type value
    local i
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word="${{COMP_WORDS[i]}}"
        if ((i > 0)) && [[ $current$word == *:* && $word != [\\"\\']* && "$COMP_LINE" == *"$current$word"* ]] \\
            && [[ $word == :* || $current == *: ]]; then
            current+="$word"
            words[cword]="$current"
        else
            current="$word"
            words+=("$current")
            cword=$((${{#words[@]}} - 1))
        fi
    done
    if [[ ${{COMP_WORDS[COMP_CWORD]}} != "$current" ]]; then
        given="${{current%"${{current##*:}}"}}"
    fi
    COMPREPLY=()
    while IFS=',' read -r type value; do
        case $type in
            dir) compopt -o dirnames 2>/dev/null ;;
            file) compopt -o default 2>/dev/null ;;
            plain) COMPREPLY+=("${{value#"$given"}}") ;;
        esac
    done < <(env COMP_WORDS="${{words[*]}}" COMP_CWORD="$cword" {_VARIABLE}=bash_complete "$1")
    if [[ ${{#COMPREPLY[@]}} == 1 && ${{COMPREPLY[0]}} == *: ]]; then
        compopt -o nospace 2>/dev/null
    fi
}}

complete -o nosort -F _codex_tui_completion codex-tui 2>/dev/null || complete -F _codex_tui_completion codex-tui
"""

# In click's own scripts fish ends an explanation at its first comma, and zsh puts a blank behind a qualifier's colon.
_MENDED = {
    'string split "," $completion': 'string split -m 1 "," $completion',
    "compadd -U -V unsorted -a completions": (
        "local -a qualifiers=(${(M)completions:#*:}) values=(${completions:#*:})\n"
        "        compadd -U -V unsorted -S '' -a qualifiers\n"
        "        compadd -U -V unsorted -a values"
    ),
}


@click.command(
    epilog=examples(
        'eval "$(codex-tui completion bash)"  # in ~/.bashrc',
        'eval "$(codex-tui completion zsh)"  # in ~/.zshrc, after compinit',
        "codex-tui completion fish > ~/.config/fish/completions/codex-tui.fish",
    )
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: Literal["bash", "zsh", "fish"]) -> None:
    """Print a script by which SHELL completes commands, options and exchanges."""
    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(context.find_root().command, {}, "codex-tui", _VARIABLE).source()
    for theirs, ours in _MENDED.items():
        script = script.replace(theirs, ours)
    click.echo(_BASH if shell == "bash" else script)
