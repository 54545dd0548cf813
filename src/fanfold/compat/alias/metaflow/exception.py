"""`metaflow.exception`: the errors, under the names that flows catch them by."""

from __future__ import annotations

from fanfold.flow.caught import CaughtError as MetaflowExceptionWrapper
from fanfold.flow.decorators.decorator import DecoratorError as InvalidDecoratorAttribute
from fanfold.model.errors import DamageError as MetaflowDataMissing
from fanfold.model.errors import EngineBug as MetaflowInternalError
from fanfold.model.errors import FanfoldError as MetaflowException
from fanfold.model.errors import InvalidNextException
from fanfold.model.errors import InvalidPathspecError as MetaflowInvalidPathspec
from fanfold.model.errors import MergeConflictError as UnhandledInMergeArtifactsException
from fanfold.model.errors import MissingInMergeError as MissingInMergeArtifactsException
from fanfold.model.errors import NamespaceMismatchError as MetaflowNamespaceMismatch
from fanfold.model.errors import NotFoundError as MetaflowNotFound
from fanfold.model.errors import ParameterError as ParameterFieldFailed
from fanfold.model.errors import ParameterError as ParameterFieldTypeMismatch
from fanfold.model.errors import TagError as MetaflowTaggingError
from fanfold.model.errors import UsageError as CommandException


class ExternalCommandFailed(MetaflowException):
    """Never raised here; for who catches or raises it."""

    headline = "External command failed"


class MetaflowUnknownUser(MetaflowException):
    """Never raised here: whoever has no name is their number."""

    headline = "Unknown user"
