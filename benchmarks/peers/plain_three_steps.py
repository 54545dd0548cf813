"""Three functions, one after the other, in plain Python."""


def start() -> int:
    return 1


def middle(x: int) -> int:
    return x + 1


def end(x: int) -> None:
    assert x == 2


if __name__ == "__main__":
    end(middle(start()))
