/** Where the papers of a graph go. Runs in a worker, never on the page's own thread. */
import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationNodeDatum,
} from "d3-force";

/** A graph without its words: what is sent to the worker. Numbers are indices or pixels. */
export interface LayoutJob {
  radii: number[];
  /** −1: belongs to the left, 1: to the right. */
  leans: number[];
  /** Source and target of each link, one after the other. */
  links: number[];
  /** x and y of each, where it begins. */
  places: number[];
  /** These stay where they are. */
  held: number[];
  /** Width of the stage over its height. */
  aspect: number;
  /** The places are good already: only what lies on another is moved. */
  placed: boolean;
}

export const MOST_NODES_LAID = 2_000;
export const MOST_LINKS_LAID = 40_000;

/** How long it goes on before whoever else waits for this thread has a turn, in ms. */
const SLICE_MS = 40;

interface Body extends SimulationNodeDatum {
  radius: number;
  lean: number;
}

/** x and y of each node. d3-force has no chance in it: the same job always comes out the same. */
export async function settle(job: LayoutJob): Promise<number[]> {
  const bodies = job.radii.map((radius, at): Body => ({
    radius,
    lean: job.leans[at] ?? 0,
    x: job.places[2 * at] ?? 0,
    y: job.places[2 * at + 1] ?? 0,
  }));
  for (const at of job.held) {
    const body = bodies[at];
    if (body) [body.fx, body.fy] = [body.x ?? 0, body.y ?? 0];
  }
  const simulation = (job.placed ? apart(bodies) : forces(bodies, job)).stop();
  let began = Date.now();
  while (simulation.alpha() > simulation.alphaMin()) {
    simulation.tick();
    if (Date.now() - began < SLICE_MS) continue;
    await new Promise((done) => setTimeout(done));
    began = Date.now();
  }
  return bodies.flatMap(({ x = 0, y = 0 }) => [Math.round(x * 10) / 10, Math.round(y * 10) / 10]);
}

const collide = () => forceCollide<Body>(({ radius }) => radius + 3);

const apart = (bodies: Body[]) =>
  forceSimulation(bodies).force("collide", collide().iterations(2)).alphaDecay(0.25);

/** This paper in the middle; cited ones to its left and citing ones to its right. */
function forces(bodies: Body[], { links, aspect }: LayoutJob) {
  const crowd = Math.sqrt(bodies.length);
  const wide = Math.min(2.5, Math.max(1, aspect));
  const pairs = Array.from({ length: links.length / 2 }, (_, at) => ({
    source: links[2 * at] ?? 0,
    target: links[2 * at + 1] ?? 0,
  }));
  const inner = (link: { source: unknown; target: unknown }) =>
    link.source !== bodies[0] && link.target !== bodies[0];
  return forceSimulation(bodies)
    .force("charge", forceManyBody<Body>().strength(-90).distanceMax(260).theta(1))
    .force(
      "links",
      forceLink<Body, (typeof pairs)[number]>(pairs)
        .distance((link) => (inner(link) ? 50 : 70 + 4 * crowd))
        .strength((link) => (inner(link) ? 0.06 : 0.12)),
    )
    .force("collide", collide())
    .force("x", forceX<Body>(({ lean }) => lean * 11 * crowd * wide).strength(0.09))
    .force("y", forceY<Body>(0).strength(0.07 * wide))
    .alphaDecay(0.045);
}
