/** Runs `step` until it says that nothing is left, whenever the page has nothing else to do. */
export function whileIdle(step: () => boolean): void {
  const turn = (deadline?: IdleDeadline) => {
    const most = performance.now() + Math.min(8, deadline?.timeRemaining() ?? 8);
    while (step()) {
      if (performance.now() < most) continue;
      again();
      return;
    }
  };
  // TODO(2027-06): drop the second once Safari has the first.
  const again = () =>
    "requestIdleCallback" in globalThis ? requestIdleCallback(turn) : setTimeout(turn, 30);
  again();
}
