import type { ComponentChildren } from 'preact'

export interface Choice<T> {
  readonly value: T
  readonly name: ComponentChildren
}

interface ChoicesProps<T> {
  /** What is chosen, for those who listen to the page. */
  readonly label: string
  /** `spans`: small and in a row. */
  readonly kind?: 'spans' | 'three'
  readonly choices: readonly Choice<T>[]
  readonly chosen: T | undefined
  readonly isBusy?: boolean
  readonly onChoose: (value: T) => void
}

/** A few buttons of which one is pressed. */
export function Choices<T extends string | number>({
  label,
  kind,
  choices,
  chosen,
  isBusy = false,
  onChoose,
}: ChoicesProps<T>) {
  return (
    <fieldset class={`switch ${kind ?? ''}`} aria-label={label}>
      {choices.map(({ value, name }) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === chosen}
          disabled={isBusy}
          onClick={() => onChoose(value)}
        >
          {name}
        </button>
      ))}
    </fieldset>
  )
}
