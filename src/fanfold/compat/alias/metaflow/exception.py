"""`metaflow.exception`: the errors, under the names that flows catch them by."""

from __future__ import annotations

from fanfold.flow.caught import CaughtError as MetaflowExceptionWrapper
from fanfold.flow.decorators.decorator import DecoratorError as InvalidDecoratorAttribute
from fanfold.model.errors import EngineBug as MetaflowInternalError
from fanfold.model.errors import FanfoldError as MetaflowException
from fanfold.model.errors import InvalidNextException
from fanfold.model.errors import MergeConflictError as UnhandledInMergeArtifactsException
from fanfold.model.errors import MissingInMergeError as MissingInMergeArtifactsException
from fanfold.model.errors import NotFoundError as MetaflowInvalidPathspec
from fanfold.model.errors import NotFoundError as MetaflowNamespaceMismatch
from fanfold.model.errors import NotFoundError as MetaflowNotFound
from fanfold.model.errors import ParameterError as ParameterFieldFailed
from fanfold.model.errors import ParameterError as ParameterFieldTypeMismatch
from fanfold.model.errors import RunError as MetaflowDataMissing
from fanfold.model.errors import UsageError as CommandException
