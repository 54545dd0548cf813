"""`python -m fanfold.testing --seed S --histories N`: play histories; name the seed of each that fails."""

from __future__ import annotations

import argparse
import sys
import time
import traceback

from fanfold.testing.simulator import History


def main() -> int:
    """Play the histories of consecutive seeds. A failing one is played again by `--seed ITS_SEED --histories
    1`.
    """
    options = _options()
    began, failed, steps, lives = time.perf_counter(), 0, 0, 0
    print(f"seeds {options.seed} to {options.seed + options.histories - 1}")
    for seed in range(options.seed, options.seed + options.histories):
        history = History(seed)
        try:
            history.play()
        except Exception as error:  # noqa: BLE001 - whatever a history fails with is what is looked for
            failed += 1
            print(f"seed {seed} failed in life {history.lives} after {history.steps} steps: {error!r}")
            if options.histories == 1:
                _show(history)
        steps, lives = steps + history.steps, lives + history.lives
    seconds = time.perf_counter() - began
    print(f"{options.histories} histories, {lives} lives, {steps} steps in {seconds:.1f} s; {failed} failed")
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fanfold.testing", description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--histories", type=int, default=1000, help="how many seeds from there on")
    return parser.parse_args()


def _show(history: History) -> None:
    traceback.print_exc()
    for node in history.graph.nodes.values():
        print(f"  {node.name}: {node.type.value} -> {', '.join(node.out_steps)}  {node.policy}")
    for entry in history.diary.entries:
        print(f"  {entry}")


if __name__ == "__main__":
    sys.exit(main())
