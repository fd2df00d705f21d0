"""Questions about a directed graph of what is made from what: how far, by which ways, and what would be touched.

Cycles are allowed: people can declare them, and every answer is still finite.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Generic, TypeVar

Node = TypeVar("Node", bound=Hashable)
Edge = tuple[Node, Node]


@dataclass(frozen=True)
class Graph(Generic[Node]):
    """Edges from what is read to what is made of it.

    >>> graph = Graph.of([("flights", "delays"), ("weather", "delays"), ("delays", "risk")])
    >>> sorted(graph.upstream("risk").items())
    [('delays', 1), ('flights', 2), ('weather', 2)]
    >>> graph.impact("weather")
    [('delays', 1), ('risk', 2)]
    """

    edges: frozenset[Edge[Node]]

    @classmethod
    def of(cls, edges: Iterable[Edge[Node]]) -> "Graph[Node]":
        """A graph of these edges, each once."""
        return cls(frozenset(edges))

    @cached_property
    def nodes(self) -> frozenset[Node]:
        """Everything that an edge touches."""
        return frozenset(node for edge in self.edges for node in edge)

    def upstream(self, node: Node, hops: int | None = None) -> dict[Node, int]:
        """What a node is made from, with the number of steps to it; the node itself is not told, even on a cycle."""
        return _reached(self._parents, node, hops)

    def downstream(self, node: Node, hops: int | None = None) -> dict[Node, int]:
        """What is made from a node, with the number of steps to it; the node itself is not told, even on a cycle."""
        return _reached(self._children, node, hops)

    def impact(self, node: Node) -> list[tuple[Node, int]]:
        """What a change of this node would touch, the nearest first."""
        return sorted(self.downstream(node).items(), key=lambda reached: (reached[1], str(reached[0])))

    def origins(self, node: Node) -> list[Node]:
        """The far ends upstream: what a node is made from in the end, and what is itself made from nothing here."""
        ends = (reached for reached in self.upstream(node) if not self._parents.get(reached))
        return sorted(ends, key=str)

    def around(self, node: Node, hops: int) -> "Graph[Node]":
        """The edges within so many steps upstream and downstream of a node."""
        up = {node, *self.upstream(node, hops)}
        down = {node, *self.downstream(node, hops)}
        return Graph(frozenset(edge for edge in self.edges if set(edge) <= up or set(edge) <= down))

    def ways(self, start: Node, end: Node) -> "Graph[Node]":
        """The edges that lie on a way from one node to another, to be highlighted."""
        after = {start, *self.downstream(start)}
        before = {end, *self.upstream(end)}
        between = after & before
        return Graph(frozenset(edge for edge in self.edges if set(edge) <= between))

    def closes_cycle(self, edge: Edge[Node]) -> bool:
        """Would this edge close a cycle?"""
        made_from, made = edge
        return made_from == made or made_from in self.downstream(made)

    @cached_property
    def _children(self) -> Mapping[Node, frozenset[Node]]:
        return _neighbours(self.edges)

    @cached_property
    def _parents(self) -> Mapping[Node, frozenset[Node]]:
        return _neighbours((end, start) for start, end in self.edges)


def _neighbours(edges: Iterable[Edge[Node]]) -> Mapping[Node, frozenset[Node]]:
    found: dict[Node, set[Node]] = {}
    for start, end in edges:
        found.setdefault(start, set()).add(end)
    return MappingProxyType({node: frozenset(ends) for node, ends in found.items()})


def _reached(neighbours: Mapping[Node, frozenset[Node]], start: Node, hops: int | None) -> dict[Node, int]:
    """Every node that can be reached, by its shortest distance."""
    reached = {start: 0}
    frontier = [start]
    while frontier and (hops is None or reached[frontier[0]] < hops):
        distance = reached[frontier[0]] + 1
        found = {one for node in frontier for one in neighbours.get(node, ())} - reached.keys()
        reached |= dict.fromkeys(found, distance)
        frontier = list(found)
    del reached[start]
    return reached
