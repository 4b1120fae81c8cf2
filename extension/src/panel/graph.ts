import { Problem } from "../api/client";
import type { Graph, PaperRecord, Role } from "../api/types";
import { hoverCard } from "./card";
import { h } from "./dom";
import { drawingOf } from "./drawing";
import type { View } from "./follow";
import { detailsUrl } from "./links";
import { graphOfRecord, type Network, networkOf } from "./network";
import { type Context, isPending, nothing, type Part } from "./part";
import { viewportOf, zoomControls } from "./viewport";
import { listed, number } from "./words";

/** How many neighbours may be shown; the first is what one sees at first. */
const SIZES = [60, 200, 500] as const;

export function graphPart({ client, paper, place, server, selection }: Context): Part {
  let record: PaperRecord | null = null;
  let limit: number = SIZES[0];
  let shown = ""; // how many rows the drawing knows of
  let asked = ""; // how many there were when the server was asked for its graph
  let turn = 0;

  const stage = h("div", { class: "stage" });
  const card = hoverCard(stage);
  const drawing = drawingOf({
    href: (id) => detailsUrl(id, place, server),
    point(node) {
      selection.select(node?.id ?? null);
      const element = node && drawing.elementOf(node);
      if (element) card.show(node, element);
      else card.hide();
    },
    dragged() {
      card.hide();
      viewport.letGo();
    },
    moved: () => viewport.keepFitted(),
    atRest: () => drawing.label(viewport.scale),
  });
  const { canvas, world } = drawing;
  const viewport = viewportOf(
    stage,
    canvas,
    world,
    () => drawing.nodes,
    () => drawing.label(viewport.scale),
  );
  canvas.addEventListener("keydown", ({ key }) => {
    if (key === "+" || key === "=") viewport.zoomIn();
    else if (key === "-") viewport.zoomOut();
    else if (key === "0") viewport.fit();
  });
  selection.onChange(drawing.highlight);

  const choice = h(
    "select",
    {},
    ...SIZES.map((size) => h("option", { value: size }, `up to ${size}`)),
  );
  choice.addEventListener("change", () => {
    limit = Number(choice.value);
    void ask();
  });
  const sizes = h("label", { class: "sizes", hidden: true }, "Papers shown ", choice);
  const caption = h("figcaption");
  const empty = h("div", { class: "empty" });
  stage.append(empty, canvas, card.element, zoomControls(stage, viewport), legend());
  const body = h("figure", { class: "graph" }, stage, h("div", { class: "under" }, caption, sizes));

  function draw(graph: Graph): void {
    const network = networkOf(graph);
    drawing.draw(network);
    drawing.highlight(selection.id);
    caption.textContent = describe(graph, network);
    sizes.hidden = graph.total.citations + graph.total.references <= SIZES[0];
  }

  /** The server knows the links among the neighbours too. */
  async function ask(): Promise<void> {
    const mine = ++turn;
    try {
      const graph = await client.ask("graph", { paper, limit });
      if (mine === turn) draw(graph);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (record && mine === turn) draw(graphOfRecord(record, limit)); // without those links, then
    }
  }

  function show(view: View): void {
    const pending = isPending(view);
    record = view.record;
    const some = record !== null && record.citations.length + record.references.length > 0;
    stage.classList.toggle("vacant", !some);
    const none = "No citations or references are known: nothing to draw.";
    empty.replaceChildren(...(some ? [] : [nothing(pending, none, 0)]));
    if (!record || !some) return;
    const held = `${record.citations.length} ${record.references.length}`;
    if (held !== shown) draw(graphOfRecord(record, limit));
    shown = held;
    if (pending || held === asked) return;
    asked = held;
    void ask();
  }

  return { name: "graph", title: "Citation and reference network", body, show };
}

function legend(): HTMLElement {
  const entry = (role: Role, text: string) => h("li", { class: role }, text);
  return h(
    "ul",
    { class: "legend", "aria-label": "Legend" },
    entry("paper", "this paper"),
    entry("citation", "cites it"),
    entry("reference", "cited by it"),
  );
}

/** What the drawing shows, for those who see it and those who do not. */
function describe({ total }: Graph, { nodes }: Network): string {
  const count = (role: Role) =>
    nodes.filter(({ paper }) => paper.role === role || paper.role === "both").length;
  const share = (here: number, all: number, what: string, none: string) => {
    if (all === 0) return none;
    return here < all ? `${number(here)} of the ${number(all)} ${what}` : `${number(here)} ${what}`;
  };
  const said = listed([
    share(
      count("citation"),
      total.citations,
      "papers that cite this one",
      "no papers that cite this one",
    ),
    share(count("reference"), total.references, "that it cites", "none that it cites"),
  ]);
  return `${said}; the table below lists them all. A bigger circle has more citations.`;
}
