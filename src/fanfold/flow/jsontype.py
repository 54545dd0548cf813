"""`JSONType`: a parameter whose value is written as JSON."""

from __future__ import annotations


class JSONTypeClass:
    """Reads text as JSON; values that are not text pass through, so a default may be a dict or a list."""

    name = "JSON"

    def convert(self, value: object, _parameter: object, _context: object) -> object:
        """The value that the text stands for.

        Raises:
            ValueError: the text is not JSON; says where it stops being so.
        """
        if not isinstance(value, str):
            return value
        import json

        try:
            return json.loads(value)
        except json.JSONDecodeError as error:
            raise ValueError(f"it is not JSON: {error.msg} at character {error.pos + 1}") from error

    def __repr__(self) -> str:
        return "JSONType"


JSONType = JSONTypeClass()
