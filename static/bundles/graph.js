// Cytoscape with the layered layout of dagre, in one file.
import cytoscape from "cytoscape";
import dagre from "cytoscape-dagre";

cytoscape.use(dagre);

export default cytoscape;
