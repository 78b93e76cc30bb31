"""Examples at the end of a command's help."""


def examples(*lines: str) -> str:
    """An epilog: each line a command, which may have a remark after ``#``; remarks stand under each other."""
    parts = [line.partition("#") for line in lines]
    width = max((len(command.rstrip()) for command, mark, _ in parts if mark), default=0)
    told = [f"  {command.rstrip():<{width}}  {mark}{remark}".rstrip() for command, mark, remark in parts]
    return "\n".join(["\b", "Examples:", *told])  # \b keeps click from filling the lines
