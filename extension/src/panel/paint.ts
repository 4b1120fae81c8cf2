/** The network on a canvas, and as a file of SVG. */
import { svg } from "./dom";
import type { Link, Node } from "./network";
import { type Palette, ringOf } from "./palette";

/** What is to be seen. */
export interface Scene {
  nodes: readonly Node[];
  links: readonly Link[];
  colours: Palette;
  fill: (node: Node) => string;
  /** The nodes that stand back; null where none does. */
  faded: ReadonlySet<string> | null;
  pointed: string | null;
  chosen: ReadonlySet<string>;
  /** The nodes that show their names. */
  named: ReadonlySet<string>;
}

/** World to pixels: `x + k · node.x`. */
export interface Transform {
  x: number;
  y: number;
  k: number;
}

export const FONT = "11px system-ui, sans-serif";
const BOLD = "600 11px system-ui, sans-serif";
const LINK_COLOURS = { citation: "citing", reference: "cited", other: "edges" } as const;
/** Links drawn as one path: more, and filling it costs more than beginning another. */
const TOGETHER = 48;

export function paint(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { x, y, k }: Transform,
  { width, height, ratio }: { width: number; height: number; ratio: number },
): void {
  const { nodes, links, colours, fill, faded, pointed, chosen, named } = scene;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.globalAlpha = 1;
  context.fillStyle = colours("sunken");
  context.fillRect(0, 0, width, height);
  const [left, top, right, bottom] = [-x / k, -y / k, (width - x) / k, (height - y) / k];
  const inSight = ({ x, y, radius }: Node) =>
    x + radius >= left && x - radius <= right && y + radius >= top && y - radius <= bottom;

  function lines(some: readonly Link[], colour: string, alpha: number, thick: number): void {
    context.strokeStyle = colour;
    context.globalAlpha = alpha;
    context.lineWidth = thick;
    for (let at = 0; at < some.length; at += TOGETHER) {
      context.beginPath();
      for (const { source, target } of some.slice(at, at + TOGETHER)) {
        context.moveTo(x + k * source.x, y + k * source.y);
        context.lineTo(x + k * target.x, y + k * target.y);
      }
      context.stroke();
    }
  }
  const touches = ({ source, target }: Link) => source.id === pointed || target.id === pointed;
  const lit = pointed === null ? [] : links.filter(touches);
  for (const kind of ["other", "reference", "citation"] as const) {
    const colour = colours(LINK_COLOURS[kind]);
    lines(
      links.filter((link) => link.kind === kind),
      colour,
      faded ? 0.1 : kind === "other" ? 0.4 : 0.34,
      1,
    );
    lines(
      lit.filter((link) => link.kind === kind),
      colour,
      0.9,
      1.6,
    );
  }

  // The paper itself on top.
  for (const node of [...nodes].reverse()) {
    if (!inSight(node)) continue;
    const stands = node.id === pointed || chosen.has(node.id);
    context.globalAlpha = faded?.has(node.id) && !stands ? 0.22 : 1;
    context.fillStyle = fill(node);
    context.strokeStyle = colours(stands ? "link" : ringOf(node));
    context.lineWidth = stands || node.paper.role === "both" ? 3 : 1.2;
    context.beginPath();
    context.arc(x + k * node.x, y + k * node.y, node.radius * k, 0, 7);
    context.fill();
    context.stroke();
  }

  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeStyle = colours("sunken");
  for (const node of nodes) {
    if (!named.has(node.id) || !inSight(node)) continue;
    const strong = node.id === pointed || node.paper.role === "paper";
    context.globalAlpha = faded?.has(node.id) && !strong ? 0.3 : 1;
    context.font = strong ? BOLD : FONT;
    context.fillStyle = colours(strong ? "ink" : "soft");
    const at = [x + k * node.x, y + k * (node.y + node.radius) + 2] as const;
    context.strokeText(node.label, ...at);
    context.fillText(node.label, ...at);
  }
  context.globalAlpha = 1;
}

/** The rectangle around some nodes, in the world. */
export function bounds(nodes: readonly Node[]) {
  const span = (side: "x" | "y") => {
    const low = Math.min(...nodes.map((node) => node[side] - node.radius));
    const high = Math.max(...nodes.map((node) => node[side] + node.radius));
    return { low, middle: (low + high) / 2, size: high - low };
  };
  return { x: span("x"), y: span("y") };
}

/** The whole drawing as SVG, its names as text. */
export function svgFile({ nodes, links, colours, fill, named }: Scene): string {
  const { x, y } = bounds(nodes);
  const margin = 60;
  const [width, height] = [x.size + 2 * margin, y.size + 2 * margin];
  const round = (value: number) => value.toFixed(1);
  const file = svg(
    "svg",
    {
      viewBox: [x.low - margin, y.low - margin, width, height].map(round).join(" "),
      width: round(width),
      height: round(height),
    },
    svg("rect", {
      x: round(x.low - margin),
      y: round(y.low - margin),
      width: round(width),
      height: round(height),
      fill: colours("sunken"),
    }),
    ...links.map(({ source, target, kind }) =>
      svg("line", {
        x1: round(source.x),
        y1: round(source.y),
        x2: round(target.x),
        y2: round(target.y),
        stroke: colours(LINK_COLOURS[kind]),
        "stroke-opacity": 0.4,
      }),
    ),
    ...nodes.map((node) =>
      svg(
        "g",
        { transform: `translate(${round(node.x)} ${round(node.y)})` },
        svg("circle", { r: round(node.radius), fill: fill(node), stroke: colours(ringOf(node)) }),
        named.has(node.id) &&
          svg(
            "text",
            {
              y: round(node.radius + 12),
              "text-anchor": "middle",
              "font-family": "sans-serif",
              "font-size": 11,
              fill: colours("ink"),
            },
            node.label,
          ),
      ),
    ),
  );
  return new XMLSerializer().serializeToString(file);
}
