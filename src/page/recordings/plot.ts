import { element } from './element.ts'
import type { Tick } from './ticks.ts'

export interface PlotParts {
  readonly caption: string
  readonly xName: string
  readonly xTicks: readonly Tick[]
  readonly yName: string
  readonly yTicks: readonly Tick[]
  /** What lies inside the axes, from the back to the front. */
  readonly area: readonly Node[]
  /** Below the axes. */
  readonly legend?: Node
}

/** Draw a picture with its axes. The marks are text of the page: they are read, scaled and coloured as all text. */
export function drawPlot(
  figure: HTMLElement,
  { caption, xName, xTicks, yName, yTicks, area, legend }: PlotParts,
): void {
  const marks = (ticks: readonly Tick[], side: 'left' | 'bottom'): HTMLElement[] =>
    ticks.map(({ at, text }) => {
      const mark = element('span', '', text)
      mark.style[side] = `${100 * at}%`
      return mark
    })
  figure.replaceChildren(
    element('figcaption', '', caption),
    element('div', 'y-name', yName),
    element('div', 'y-ticks', ...marks(yTicks, 'bottom')),
    element('div', 'area', ...area),
    element('div', 'x-ticks', ...marks(xTicks, 'left')),
    element('div', 'x-name', xName),
    ...(legend ? [legend] : []),
  )
}

/** A stretch of the area, from and to in shares of its width. */
export function stretch(className: string, from: number, to: number): HTMLElement {
  const box = element('div', className)
  box.style.left = `${100 * from}%`
  box.style.width = `${100 * (to - from)}%`
  return box
}
