import { expect, test } from "vitest";
import { type LayoutJob, settle } from "../../src/panel/forces";

const job = (values: Partial<LayoutJob> = {}): LayoutJob => ({
  radii: [12, 5, 5, 5],
  leans: [0, 1, 1, -1],
  links: [1, 0, 2, 0, 0, 3],
  places: [0, 0, 30, 5, 30, -5, -30, 3],
  held: [0],
  aspect: 1.5,
  placed: false,
  ...values,
});

test("the same job comes out the same, the paper in the middle, each on its side", async () => {
  const places = await settle(job());
  expect(await settle(job())).toEqual(places);
  expect(places.slice(0, 2)).toEqual([0, 0]);
  expect(places[2]).toBeGreaterThan(20);
  expect(places[6]).toBeLessThan(-20);
});

test("good places are kept; only what lies on another is moved", async () => {
  const places = [0, 0, 200, 0, 203, 0, -150, 80];
  const settled = await settle(job({ places, placed: true }));
  expect(settled.slice(6)).toEqual([-150, 80]);
  const apart = Math.hypot(
    (settled[2] ?? 0) - (settled[4] ?? 0),
    (settled[3] ?? 0) - (settled[5] ?? 0),
  );
  expect(apart).toBeGreaterThan(10);
});
