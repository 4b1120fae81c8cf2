/**
 * Keeps what stands below `element` where it is: while it is on the screen it does not come to be
 * shorter, until the reader does something.
 */
export function keepRoom(element: HTMLElement): void {
  let seen = false;
  const keep = () => {
    if (!seen) element.style.minHeight = "";
    else if (!navigator.userActivation?.hasBeenActive && !element.hidden)
      element.style.minHeight = `${element.getBoundingClientRect().height}px`;
  };
  new IntersectionObserver((changes) => {
    seen = changes.some(({ isIntersecting }) => isIntersecting);
    keep();
  }).observe(element);
  new ResizeObserver(keep).observe(element);
}
