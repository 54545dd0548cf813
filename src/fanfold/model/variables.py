"""The environment variables that fanfold reads: one list, for the code and for the documentation."""

from fanfold.model.named import NamedTuple

HOME_VARIABLE = "FANFOLD_HOME"
USER_VARIABLES = ("FANFOLD_USER", "METAFLOW_USER", "SUDO_USER", "USERNAME", "USER")
QUIET_VARIABLES = ("FANFOLD_QUIET", "METAFLOW_QUIET")
S3_ROOT_VARIABLES = ("METAFLOW_DATATOOLS_S3ROOT", "METAFLOW_DATASTORE_SYSROOT_S3")


class Variable(NamedTuple):
    """Variables of one meaning, of which the first that is set counts. `<…>` stands for any name."""

    names: tuple[str, ...]
    meaning: str


VARIABLES = (
    Variable((HOME_VARIABLE,), "The folder of all runs. Default: the nearest `.fanfold` upward."),
    Variable(
        USER_VARIABLES,
        "Who runs the flow: runs are tagged `user:<name>`, and the client shows one's own by default.",
    ),
    Variable(
        ("FANFOLD_RUN_<PARAMETER>", "METAFLOW_RUN_<PARAMETER>"),
        "The value of a parameter, by its name in capitals, where the command line does not give it.",
    ),
    Variable(
        ("FANFOLD_RUN_<OPTION>", "METAFLOW_RUN_<OPTION>"),
        "The value of an option of `run`: `FANFOLD_RUN_MAX_WORKERS=4` is `run --max-workers 4`.",
    ),
    Variable(("FANFOLD_RESUME_<OPTION>", "METAFLOW_RESUME_<OPTION>"), "The same for `resume`."),
    Variable(QUIET_VARIABLES, "Set to 1: `--quiet`, for every command of a flow."),
    Variable(
        ("FANFOLD_WITH", "METAFLOW_DECOSPECS", "METAFLOW_DEFAULT_DECOSPECS"),
        "Decorators for every step that lacks them, as for `--with`, with blanks between: `retry:times=2`.",
    ),
    Variable(
        ("METAFLOW_<PLACE>", "METAFLOW_DEFAULT_<PLACE>"),
        "`DATASTORE`, `METADATA`, `ENVIRONMENT` and the like, which mean nothing to a run on this machine: "
        "if one asks for another place, the run says so.",
    ),
    Variable(
        ("FANFOLD_RUN_NAMESPACE", "METAFLOW_RUN_NAMESPACE", "METAFLOW_RUN_USER_NAMESPACE"),
        "What `run --namespace` gives: the namespace of the client within the flow.",
    ),
    Variable(
        ("FANFOLD_FLOW_CONFIG", "METAFLOW_FLOW_CONFIG"),
        "Files of configs: a JSON object, the config's name to the path.",
    ),
    Variable(
        ("FANFOLD_FLOW_CONFIG_VALUE", "METAFLOW_FLOW_CONFIG_VALUE"),
        "Values of configs: a JSON object, the config's name to the value.",
    ),
    Variable(
        ("FANFOLD_BRANCH", "METAFLOW_BRANCH", "METAFLOW_FLOW_BRANCH"),
        "The branch of `@project`, unless `--branch` is given.",
    ),
    Variable(
        ("FANFOLD_PRODUCTION", "METAFLOW_PRODUCTION", "METAFLOW_FLOW_PRODUCTION"),
        "Set to 1: the production branch of `@project`, as with `--production`.",
    ),
    Variable(
        S3_ROOT_VARIABLES,
        "Where `S3(run=self)` stores objects: `s3://bucket/prefix`, `file:///folder` or a path. Of the "
        "second, the folder `data` below it. Default: the run's folder.",
    ),
    Variable(("METAFLOW_S3_ENDPOINT_URL",), "The address of a store that speaks S3 and is not Amazon's."),
    Variable(("METAFLOW_<SETTING>",), "What `metaflow.metaflow_config.<SETTING>` is to code that reads it."),
    Variable(("METAFLOW_PROFILE",), "Nothing: `Runner(profile=…)` hands it on to the flow."),
    Variable(("PYTHONPATH",), "Whether the name `metaflow` is fanfold here; extended to make it so."),
    Variable(("NO_COLOR",), "Set to anything: no colours on a terminal."),
    Variable(
        ("TERM", "CI"),
        "A dumb terminal, and one that CI writes down, get plain lines, and no view that is drawn anew.",
    ),
    Variable(("LC_ALL", "LC_CTYPE", "LANG"), "Set to `C` or `POSIX`: the view keeps to ASCII characters."),
    Variable(
        ("XTERM_VERSION", "STY"), "Terminals that keep long lines as they are when they become narrower."
    ),
    Variable(
        ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"),
        "Whether there is a browser for `card view` to open; if not, it says where the card lies.",
    ),
    Variable(
        ("OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS"),
        "How many threads an imported BLAS may have started, which must not be taken for the flow's own.",
    ),
    Variable(("XDG_CACHE_HOME",), "Where `fanfold demo` keeps its data. Default: `~/.cache`."),
    Variable(("PATH",), "Where `fanfold exec` looks for its command, after the folder of this Python."),
    Variable(("COMPUTERNAME",), "The name of this machine in a run's lock, on Windows."),
)
