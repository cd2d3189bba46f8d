// Plain sentences about nodes and edges, for the live region and the tooltip.

const plural = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

/** "Toyota, Employer, 4 links, 12 more not shown". */
export function describe(node, looks) {
  const { label, kind, more } = node.data();
  const links = plural(node.connectedEdges(":visible").length, "link");
  const rest = more ? `, ${more} more not shown` : "";
  return `${label}, ${looks.get(kind)?.label ?? kind}, ${links}${rest}`;
}

/** "Toyota: recognizes: CPT". */
export function sentence(edge) {
  const ends = [edge.source(), edge.target()].map((node) => node.data("label"));
  const [from, to] = edge.data("upward") ? ends.reverse() : ends;
  return `${from}: ${edge.data("label")}: ${to}`;
}
