"""A program that runs a flow until somebody stops it: `python waiting.py MARK run|runner`."""

import sys

import endless

import fanfold

if __name__ == "__main__":
    mark, way = sys.argv[1:]
    try:
        if way == "runner":
            fanfold.Runner(endless.__file__, show_output=False).run(mark=mark)
        else:
            fanfold.run(endless.Waiting, mark=mark, show_output=False)
    except KeyboardInterrupt:
        print("interrupted", fanfold.Flow("Waiting").latest_run.status)
    except fanfold.RunError as error:
        print("error", error.message.partition(" of Waiting ")[2], fanfold.Flow("Waiting").latest_run.status)
