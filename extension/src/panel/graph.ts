import { Problem } from "../api/client";
import type { Graph, PaperRecord, Role } from "../api/types";
import { counted, t } from "../platform/language";
import { hoverCard } from "./card";
import { button, h } from "./dom";
import { drawingOf } from "./drawing";
import { save } from "./export";
import type { View } from "./follow";
import { graphList } from "./graph_list";
import { graphTools } from "./graph_tools";
import { begin, jobOf } from "./layout";
import { detailsUrl } from "./links";
import { graphOfRecord, type Network, networkOf, type Node } from "./network";
import { paint, svgFile } from "./paint";
import { fills, legendOf, paletteAt } from "./palette";
import { type Context, isPending, nothing, type Part } from "./part";
import { belowTitle } from "./summary";
import { clip, listed, number, TITLE_UNKNOWN } from "./words";
import { zoomControls } from "./viewport";

/** How many neighbours may be shown; the first is what one sees at first. */
const SIZES = [60, 200, 500] as const;
/** How many neighbours of a neighbour are fetched. */
const FURTHER = 40;
/** Pixels of the saved picture for one on the screen. */
const PICTURE_SCALE = 2;

export function graphPart(context: Context): Part {
  const { client, paper, place, server, selection } = context;
  let record: PaperRecord | null = null;
  let limit: number = SIZES[0];
  let hop: 1 | 2 = 1;
  let shown = ""; // how many rows the drawing knows of
  let asked = ""; // how many there were when the server was asked for its graph
  let chosenShown = "";
  let turn = 0;
  let graph: Graph | null = null;
  let further: Graph[] = [];
  let influential = new Set<string>();
  let network: Network = { nodes: [], links: [] };

  const stage = h("div", { class: "stage" });
  const summaries = new Map<string, Promise<string | null>>();
  const card = hoverCard(stage, (id) => {
    const known = summaries.get(id) ?? summaryOf(id);
    summaries.set(id, known);
    return known;
  });
  const href = (id: string) => detailsUrl(id, place, server);
  const point = (node: Node | null, at: DOMRect | null) => {
    selection.point(node?.id ?? null);
    if (node && at) card.show(node, at);
    else card.hide();
  };
  const drawing = drawingOf(stage, selection, {
    point,
    open(node, aside) {
      if (aside) window.open(href(node.id), "_blank", "noopener");
      else location.assign(href(node.id));
    },
  });
  const { canvas, viewport } = drawing;
  const list = graphList({
    href,
    point: (node) => point(node, node && drawing.boxOf(node)),
    choose: ({ id }) => selection.choose(id),
    expand: ({ id }) => void expand([id]),
  });
  const tools = graphTools(redraw, (kind) => void savePicture(kind));
  const legend = h("ul", { class: "legend", "aria-label": t("legend") });

  const keys: Record<string, () => void> = {
    "+": viewport.zoomIn,
    "=": viewport.zoomIn,
    "-": viewport.zoomOut,
    "0": viewport.fit,
    ArrowLeft: () => viewport.panBy(1, 0),
    ArrowRight: () => viewport.panBy(-1, 0),
    ArrowUp: () => viewport.panBy(0, 1),
    ArrowDown: () => viewport.panBy(0, -1),
  };
  const view = h(
    "div",
    { class: "net", role: "group", tabindex: 0, "aria-label": t("graph_view") },
    canvas,
  );
  stage.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  const choice = h(
    "select",
    {},
    ...SIZES.map((size) => h("option", { value: size }, t("up_to", size))),
  );
  choice.addEventListener("change", () => {
    limit = Number(choice.value);
    void ask();
  });
  const second = h("input", { type: "checkbox", "data-action": "graph-hop" });
  second.addEventListener("change", () => {
    hop = second.checked ? 2 : 1;
    void ask();
  });
  const sizes = h("label", { class: "sizes", hidden: true }, t("papers_shown"), " ", choice);
  const hops = h("label", { class: "sizes" }, second, " ", t("second_hop"));
  const caption = h("figcaption");
  const chosen = h("div", { class: "chosen", hidden: true });
  const said = h("p", { role: "status", class: "said" });
  const empty = h("div", { class: "empty" });
  stage.append(empty, view, list.element, card.element, zoomControls(stage, viewport), legend);
  const body = h(
    "figure",
    { class: "graph" },
    tools.element,
    stage,
    chosen,
    said,
    h("div", { class: "under" }, caption, hops, sizes),
  );
  selection.onChange(showChosen);

  async function summaryOf(id: string): Promise<string | null> {
    try {
      const [brief] = (await client.ask("batch", { papers: [id] })).items;
      return brief?.summary ? belowTitle(brief.summary, brief.title) : null;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return null;
    }
  }

  async function draw(next: Graph): Promise<void> {
    graph = next;
    const before = network;
    network = networkOf(graph, further);
    for (const node of network.nodes) {
      node.paper.influential ??= influential.has(node.id) ? true : null;
    }
    const aspect = (canvas.clientWidth || 1) / (canvas.clientHeight || 1);
    const placed = begin(network, before.nodes, aspect);
    tools.offerClusters((graph.clusters ?? []).length > 0);
    redraw();
    caption.textContent = describe(graph, network);
    sizes.hidden = graph.total.citations + graph.total.references <= SIZES[0];
    const mine = network;
    const places = await context.layout(jobOf(network, aspect, placed, drawing.moved));
    if (mine === network) drawing.travel(places, placed || before.nodes.length === 0);
  }

  /** After a filter, a search or a colouring. */
  function redraw(): void {
    const by = tools.colourBy;
    drawing.draw(network, tools.leaves);
    drawing.dress((colours) => fills(by, network.nodes, colours), tools.found(network.nodes));
    list.show(drawing.shown);
    legend.replaceChildren(...legendOf(by, network.nodes, graph?.clusters ?? []));
  }

  /** The server knows the links among the neighbours too, and where each stands. */
  async function ask(): Promise<void> {
    const mine = ++turn;
    try {
      const answer = await client.ask("graph", { paper, limit, hop });
      if (mine === turn) await draw(answer);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (record && mine === turn) await draw(graphOfRecord(record, limit)); // without those links
    }
  }

  /** Adds the neighbours of these papers. */
  async function expand(ids: readonly string[]): Promise<void> {
    if (!graph) return;
    said.textContent = t("expand_asking");
    try {
      const known = network.nodes.length;
      const asked = ids.filter(
        (id) => id !== paper && !further.some(({ center }) => center === id),
      );
      for (const id of asked) {
        const answer = await client.ask("graph", { paper: id, limit: FURTHER, hop: 1 });
        further = [...further, { ...answer, center: id }];
      }
      await draw(graph);
      said.textContent = counted("expanded", network.nodes.length - known);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      said.textContent = error.detail;
    }
  }

  function showChosen(): void {
    const ids = [...selection.chosen];
    const here = network.nodes.filter(({ id }) => selection.chosen.has(id));
    // A button that is replaced while it is pressed never hears of the click.
    const state = JSON.stringify([ids, here.length]);
    if (state === chosenShown) return;
    chosenShown = state;
    chosen.hidden = ids.length === 0;
    const [only] = here;
    const words =
      ids.length === 1 && only
        ? clip(only.paper.title ?? TITLE_UNKNOWN, 120)
        : counted("chosen", ids.length);
    chosen.replaceChildren(
      h("span", { class: "text" }, words),
      button(t("expand"), { class: "quiet", "data-action": "expand" }, () => void expand(ids)),
      button(t("clear_chosen"), { class: "quiet", "data-action": "clear" }, () =>
        selection.clear(),
      ),
    );
  }

  async function savePicture(kind: "png" | "svg"): Promise<void> {
    const colours = paletteAt(stage);
    const fill = fills(tools.colourBy, network.nodes, colours);
    const scene = { ...drawing.scene(), colours, fill };
    const name = `${paper}-network`;
    if (kind === "svg") {
      return save(new Blob([svgFile(scene)], { type: "image/svg+xml" }), { name, extension: kind });
    }
    const { clientWidth: width, clientHeight: height } = canvas;
    const sheet = h("canvas", { width: width * PICTURE_SCALE, height: height * PICTURE_SCALE });
    const onto = sheet.getContext("2d");
    if (onto) paint(onto, scene, viewport.transform, { width, height, ratio: PICTURE_SCALE });
    const blob = await new Promise<Blob | null>((done) => sheet.toBlob(done));
    if (blob) save(blob, { name, extension: kind });
  }

  function show(next: View): void {
    const pending = isPending(next);
    record = next.record;
    const some = record !== null && record.citations.length + record.references.length > 0;
    stage.classList.toggle("vacant", !some);
    tools.element.hidden = !some;
    empty.replaceChildren(...(some ? [] : [nothing(pending, t("graph_none"), 0)]));
    if (!record || !some) return;
    const held = `${record.citations.length} ${record.references.length}`;
    const rows = [...record.citations, ...record.references];
    influential = new Set(rows.filter((row) => row.influential).map(({ id }) => id));
    // The server's own drawing comes in a moment: only while it cannot yet, one of the rows alone.
    if (held !== shown && (pending || held === asked)) void draw(graphOfRecord(record, limit));
    shown = held;
    if (pending || held === asked) return;
    asked = held;
    void ask();
  }

  return { body, show };
}

/** What the drawing shows, for those who see it and those who do not. */
function describe({ total }: Graph, { nodes }: Network): string {
  const count = (role: Role) =>
    nodes.filter(({ paper }) => paper.role === role || paper.role === "both").length;
  const share = (here: number, all: number, name: "shown_citing" | "shown_cited") => {
    if (all === 0) return t(`${name}_none`);
    return here < all ? t(`${name}_some`, number(here), number(all)) : counted(name, here);
  };
  const words = listed([
    share(count("citation"), total.citations, "shown_citing"),
    share(count("reference"), total.references, "shown_cited"),
  ]);
  return t("graph_caption", words);
}
