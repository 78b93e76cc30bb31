"""A figure against what is to be reached."""


def against(ratio: float, most: float) -> str:
    """``1.30 x (at most 1.5: met)``, to print behind what it is a multiple of."""
    return f"{ratio:.2f} x (at most {most:g}: {'met' if ratio <= most else 'NOT MET'})"


def below(figure: float, most: float, unit: str) -> str:
    """``12 MB (at most 60: met)``."""
    return f"{figure:.3g} {unit} (at most {most:g}: {'met' if figure <= most else 'NOT MET'})"
