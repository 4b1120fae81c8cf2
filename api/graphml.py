"""A graph as GraphML, which Gephi, yEd, Cytoscape and igraph read (http://graphml.graphdrawing.org)."""

import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

MEDIA_TYPE = "application/graphml+xml"

_KINDS = {
    "title": "string",
    "authors": "string",
    "year": "int",
    "citation_count": "int",
    "url": "string",
    "role": "string",
    "x": "double",
    "y": "double",
    "cluster": "string",
}
# What XML 1.0 has no way to write.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def graphml(graph: Mapping[str, Any]) -> bytes:
    """The graph that `queries.graph` reads; a node's cluster goes by its name."""
    root = Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    for name, kind in _KINDS.items():
        key = {"id": name, "for": "node", "attr.name": name, "attr.type": kind}
        SubElement(root, "key", key)
    drawn = SubElement(root, "graph", id=writable(graph["center"]), edgedefault="directed")
    clusters = {each["id"]: each["name"] for each in graph["clusters"]}
    for node in graph["nodes"]:
        element = SubElement(drawn, "node", id=writable(node["id"]))
        said = {
            **node,
            "authors": "; ".join(node["authors"]) or None,
            "cluster": clusters.get(node["cluster"]),
        }
        for name in _KINDS:
            if said[name] is not None:
                SubElement(element, "data", key=name).text = writable(said[name])
    for edge in graph["edges"]:
        SubElement(drawn, "edge", source=writable(edge["source"]), target=writable(edge["target"]))
    made: bytes = tostring(root, "utf-8", xml_declaration=True)
    return made


def writable(value: object) -> str:
    """As text that XML has a way to write."""
    return _UNWRITABLE.sub("\ufffd", str(value))
