"""`YAMLViewer`: the same tree, of data that is or was YAML."""

from __future__ import annotations

from fanfold.cards.components.json_viewer import JSONViewer


class YAMLViewer(JSONViewer):
    """Data as a tree. A text is read as YAML where PyYAML is installed, else shown as it is."""

    def _read(self, data: object) -> object:
        if not isinstance(data, str):
            return data
        try:
            import yaml
        except ImportError:
            return data
        try:
            return yaml.safe_load(data)
        except yaml.YAMLError:
            return data
