/** Whether the parser has left the element: then something follows it, or what it stands in. */
export function isBehind(element: Element | null): boolean {
  for (let at: Node | null = element; at; at = at.parentNode) if (at.nextSibling) return true;
  return false;
}
