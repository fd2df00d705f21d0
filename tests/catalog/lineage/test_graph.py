"""Questions about the graph hold for every graph, cycles included."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.lineage.graph import Graph

NODES = st.integers(0, 8)
GRAPHS = st.builds(Graph.of, st.lists(st.tuples(NODES, NODES), max_size=20))


@given(GRAPHS, NODES, NODES)
def test_up_and_down_are_two_sides_of_one_relation(graph, one, other):
    assert graph.downstream(one).get(other) == graph.upstream(other).get(one)


@given(GRAPHS, NODES)
def test_the_distance_is_that_of_a_neighbour_plus_one(graph, node):
    reached = graph.downstream(node)

    for end, hops in reached.items():
        before = [
            0 if start == node else reached[start]
            for start, to in graph.edges
            if to == end and start in {node, *reached}
        ]
        assert hops == min(before) + 1


@given(GRAPHS, NODES, st.integers(0, 9))
def test_fewer_hops_reach_exactly_what_is_that_near(graph, node, hops):
    assert graph.upstream(node, hops) == {one: far for one, far in graph.upstream(node).items() if far <= hops}


@given(GRAPHS, NODES)
def test_nothing_is_its_own_ancestor(graph, node):
    assert node not in graph.upstream(node)
    assert node not in graph.downstream(node)


@given(GRAPHS, NODES, NODES)
def test_every_highlighted_edge_leads_from_the_start_to_the_end(graph, start, end):
    for made_from, made in graph.ways(start, end).edges:
        assert made_from == start or made_from in graph.downstream(start)
        assert made == end or end in graph.downstream(made)


@given(GRAPHS, NODES, NODES)
def test_there_is_a_way_where_something_can_be_reached(graph, start, end):
    if start != end:
        assert bool(graph.ways(start, end).edges) == (end in graph.downstream(start))


@given(GRAPHS, NODES, st.integers(0, 9))
def test_the_surroundings_are_part_of_the_graph_and_keep_distances(graph, node, hops):
    part = graph.around(node, hops)

    assert part.edges <= graph.edges
    assert part.upstream(node, hops) == graph.upstream(node, hops)
    assert part.downstream(node, hops) == graph.downstream(node, hops)


@given(GRAPHS, st.tuples(NODES, NODES))
def test_an_edge_closes_a_cycle_when_its_ends_are_joined_already(graph, edge):
    closed = Graph(graph.edges | {edge})

    assert graph.closes_cycle(edge) == (edge[0] == edge[1] or edge[0] in closed.downstream(edge[1]))


def test_origins_are_the_far_ends():
    graph = Graph.of([("flights", "delays"), ("weather", "delays"), ("delays", "risk"), ("risk", "report")])

    assert graph.origins("report") == ["flights", "weather"]
    assert graph.origins("flights") == []
