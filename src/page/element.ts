type Content = Node | string

/** Make an element with a class and content; text is never taken for markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...content: readonly Content[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  if (className) made.className = className
  made.append(...content)
  return made
}

/** The element of the page with that id. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (!found) throw new Error(`the page has no element #${id}`)
  return found
}

/** Change text only where it is another: a screen reader announces every change. */
export function setText(target: Node, text: string): void {
  if (target.textContent !== text) target.textContent = text
}
