import { element, setText } from './element.ts'

/** A named bar with its number beside it. */
export class Meter {
  readonly row: HTMLElement
  readonly #bar = element('div', 'bar')
  readonly #fill = element('div', 'fill')
  readonly #number = element('span', 'number')
  readonly #minimum: number
  readonly #maximum: number

  constructor(name: string, { minimum = 0, maximum = 1 }: { minimum?: number; maximum?: number } = {}) {
    this.#minimum = minimum
    this.#maximum = maximum
    this.#bar.append(this.#fill)
    this.#bar.role = 'meter'
    this.#bar.ariaLabel = name
    this.#bar.ariaValueMin = String(minimum)
    this.#bar.ariaValueMax = String(maximum)
    this.row = element('div', 'meter', element('span', 'name', name), this.#bar, this.#number)
  }

  set(value: number, shown: string): void {
    const share = (value - this.#minimum) / (this.#maximum - this.#minimum)
    this.#fill.style.width = `${100 * Math.min(1, Math.max(0, share))}%`
    this.#bar.ariaValueNow = String(value)
    this.#bar.ariaValueText = shown
    setText(this.#number, shown)
  }
}
