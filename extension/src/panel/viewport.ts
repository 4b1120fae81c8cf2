import { select } from "d3-selection";
import { type D3ZoomEvent, zoom, zoomIdentity } from "d3-zoom";
import { button, h, icon } from "./dom";
import type { Node } from "./network";

/** Room around the drawing when all of it is shown, for names and controls. */
const MARGIN = { x: 90, y: 80 };
const STEP = 1.4;

export interface Viewport {
  readonly scale: number;
  zoomIn(): void;
  zoomOut(): void;
  /** Shows all nodes, and keeps doing so until the reader moves about. */
  fit(): void;
  /** Shows all nodes again where the reader has not moved about. */
  keepFitted(): void;
  /** From now on the view is the reader's. */
  letGo(): void;
}

/** Zooms and pans `world` within `canvas`, by wheel, drag, touch; calls `settled` after each move. */
export function viewportOf(
  stage: HTMLElement,
  canvas: SVGSVGElement,
  world: SVGGElement,
  nodes: () => readonly Node[],
  settled: () => void,
): Viewport {
  let scale = 1;
  let fitted = true;

  const behaviour = zoom<SVGSVGElement, unknown>()
    .scaleExtent([0.1, 8])
    .filter(mayZoom)
    .on("zoom", ({ transform, sourceEvent }: D3ZoomEvent<SVGSVGElement, unknown>) => {
      scale = transform.k;
      world.setAttribute("transform", transform.toString());
      world.style.setProperty("--k", String(scale));
      if (sourceEvent) fitted = false;
    })
    .on("end", settled);
  const target = select(canvas).call(behaviour).on("dblclick.zoom", null);

  // A wheel that scrolls the page past the graph scrolls on; once the pointer moves in it, it zooms.
  let engaged = false;
  stage.addEventListener("pointermove", ({ movementX, movementY }) => {
    if (movementX || movementY) engaged = true;
  });
  const disengage = () => {
    engaged = false;
  };
  stage.addEventListener("pointerleave", disengage);
  addEventListener("scroll", disengage, { passive: true });

  function mayZoom(event: Event): boolean {
    if (event instanceof WheelEvent) return event.ctrlKey || engaged;
    // One finger scrolls the page, two move the graph; where it has the screen alone, one does.
    const fingers = (event as Partial<TouchEvent>).touches;
    if (fingers) return fingers.length > 1 || stage.matches(":fullscreen");
    return !(event as MouseEvent).button;
  }

  /** Puts the origin in the middle; false while there is nothing to see. */
  function center(): boolean {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width) canvas.setAttribute("viewBox", `${-width / 2} ${-height / 2} ${width} ${height}`);
    return width > 0;
  }

  function fit(): void {
    const shown = nodes();
    if (shown.length === 0 || !center()) return;
    const span = (side: "x" | "y") => {
      const low = Math.min(...shown.map((node) => (node[side] ?? 0) - node.radius));
      const high = Math.max(...shown.map((node) => (node[side] ?? 0) + node.radius));
      return { middle: (low + high) / 2, size: high - low };
    };
    const [x, y] = [span("x"), span("y")];
    const room = [
      (canvas.clientWidth - MARGIN.x) / x.size,
      (canvas.clientHeight - MARGIN.y) / y.size,
    ];
    const view = zoomIdentity.scale(Math.min(1.6, ...room)).translate(-x.middle, -y.middle);
    behaviour.transform(target, view);
    fitted = true;
  }

  function zoomBy(factor: number): void {
    fitted = false;
    behaviour.scaleBy(target, factor);
  }

  const keepFitted = () => {
    if (fitted) fit();
  };
  new ResizeObserver(() => {
    if (center()) keepFitted();
  }).observe(stage);

  return {
    get scale() {
      return scale;
    },
    zoomIn: () => zoomBy(STEP),
    zoomOut: () => zoomBy(1 / STEP),
    fit,
    keepFitted,
    letGo: () => {
      fitted = false;
    },
  };
}

/** The buttons in the corner. */
export function zoomControls(stage: HTMLElement, viewport: Viewport): HTMLElement {
  const { zoomIn, zoomOut, fit } = viewport;
  const fullScreen = () => {
    if (stage.matches(":fullscreen")) void document.exitFullscreen();
    else void stage.requestFullscreen();
  };
  return h(
    "div",
    { class: "controls" },
    button("Zoom in", { "data-action": "zoom-in" }, zoomIn, icon("M12 5v14M5 12h14")),
    button("Zoom out", { "data-action": "zoom-out" }, zoomOut, icon("M5 12h14")),
    button(
      "Show all",
      { "data-action": "zoom-fit" },
      fit,
      icon("M8 4H4v4M16 4h4v4M8 20H4v-4M16 20h4v-4M9.5 12h5M12 9.5v5"),
    ),
    document.fullscreenEnabled &&
      button(
        "Full screen",
        { "data-action": "full-screen" },
        fullScreen,
        icon("M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5"),
      ),
  );
}
