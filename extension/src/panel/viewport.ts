import { select } from "d3-selection";
import { type D3ZoomEvent, zoom, zoomIdentity } from "d3-zoom";
import { t } from "../platform/language";
import { button, h, icon } from "./dom";
import type { Node } from "./network";
import { bounds, type Transform } from "./paint";

/** Room around the drawing when all of it is shown, for names, controls and the legend below. */
const MARGIN = { x: 90, y: 96 };
const LEGEND = 12;
const STEP = 1.4;
/** How far an arrow key moves the view, in pixels. */
const PAN = 60;

export interface Viewport {
  readonly transform: Transform;
  zoomIn(): void;
  zoomOut(): void;
  panBy(x: number, y: number): void;
  /** Shows all nodes, and keeps doing so until the reader moves about. */
  fit(): void;
  /** Shows all nodes again where the reader has not moved about. */
  keepFitted(): void;
  /** From now on the view is the reader's. */
  letGo(): void;
}

/**
 * Zooms and pans what is drawn on `canvas`, by wheel, drag and touch; calls `moved` at each step.
 * `isHeld` says whether an event begins on a node, which is dragged by itself.
 */
export function viewportOf(
  stage: HTMLElement,
  canvas: HTMLCanvasElement,
  nodes: () => readonly Node[],
  moved: () => void,
  isHeld: (event: Event) => boolean,
): Viewport {
  let transform: Transform = zoomIdentity;
  let fitted = true;

  const behaviour = zoom<HTMLCanvasElement, unknown>()
    .scaleExtent([0.1, 8])
    .filter(mayZoom)
    .on("zoom", (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
      transform = event.transform;
      if (event.sourceEvent) fitted = false;
      moved();
    });
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
    return !(event as MouseEvent).button && !isHeld(event);
  }

  function fit(): void {
    const shown = nodes();
    const { clientWidth: width, clientHeight: height } = canvas;
    if (shown.length === 0 || width === 0) return;
    const { x, y } = bounds(shown);
    const room = [(width - MARGIN.x) / x.size, (height - MARGIN.y) / y.size];
    const view = zoomIdentity
      .translate(width / 2, height / 2 - LEGEND)
      .scale(Math.max(0.1, Math.min(1.6, ...room)))
      .translate(-x.middle, -y.middle);
    behaviour.transform(target, view);
    fitted = true;
  }

  const zoomBy = (factor: number) => {
    fitted = false;
    behaviour.scaleBy(target, factor);
  };

  return {
    get transform() {
      return transform;
    },
    zoomIn: () => zoomBy(STEP),
    zoomOut: () => zoomBy(1 / STEP),
    panBy(x, y) {
      fitted = false;
      behaviour.translateBy(target, (x * PAN) / transform.k, (y * PAN) / transform.k);
    },
    fit,
    keepFitted() {
      if (fitted) fit();
    },
    letGo() {
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
    button(t("zoom_in"), { "data-action": "zoom-in" }, zoomIn, icon("M12 5v14M5 12h14")),
    button(t("zoom_out"), { "data-action": "zoom-out" }, zoomOut, icon("M5 12h14")),
    button(
      t("zoom_fit"),
      { "data-action": "zoom-fit" },
      fit,
      icon("M8 4H4v4M16 4h4v4M8 20H4v-4M16 20h4v-4M9.5 12h5M12 9.5v5"),
    ),
    document.fullscreenEnabled &&
      button(
        t("full_screen"),
        { "data-action": "full-screen" },
        fullScreen,
        icon("M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5"),
      ),
  );
}
