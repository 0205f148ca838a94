"""A mapping as a file of a pack: what a clerk confirmed, to be kept, read and handed on."""

from __future__ import annotations

import yaml

from xinzhi.catalogue.model import ColumnMapping


def mapping_yaml(mapping: ColumnMapping) -> str:
    """The text of `<department>/mappings/<id>.yaml`. Read again by the catalogue it gives the same mapping."""
    body: dict[str, object] = {"id": mapping.id}
    if mapping.source:
        body["source"] = mapping.source
    body |= {"record_type": mapping.record_type, "department": mapping.department, "columns": dict(mapping.columns)}
    if mapping.constants:
        body["constants"] = dict(mapping.constants)
    if mapping.header_row is not None:
        body["header_row"] = mapping.header_row
    if mapping.sheet:
        body["sheet"] = mapping.sheet
    if mapping.also:
        body["also"] = list(mapping.also)
    return yaml.safe_dump({"mapping": body}, allow_unicode=True, sort_keys=False, width=120)
