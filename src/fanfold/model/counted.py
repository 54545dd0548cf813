"""Numbers with what they count, as people write them."""


def counted(number: float, unit: str) -> str:
    """`1 second`, `2.5 seconds`, `1,000 items`."""
    shown = f"{number:,}" if isinstance(number, int) else f"{number:g}"
    return f"{shown} {unit}" if number == 1 else f"{shown} {unit}s"
