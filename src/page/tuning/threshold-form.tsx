import type { LabelThresholdsByName } from '../../adapters/http/api.ts'
import type { LabelThresholds } from '../../detect/alarm-rule.ts'
import type { Draft } from './draft.ts'

interface ThresholdFormProps {
  readonly draft: Draft
  readonly inForce: LabelThresholdsByName
  readonly onChange: (draft: Draft) => void
}

const NAMES = { raiseAt: 'raises at', clearAt: 'clears below' } as const

/** A row of thresholds for each label, and how many windows must agree. */
export function ThresholdForm({ draft, inForce, onChange }: ThresholdFormProps) {
  const { thresholds, raiseWindows } = draft
  const set = (label: string, own: LabelThresholds) =>
    onChange({ ...draft, thresholds: { ...thresholds, [label]: own } })

  return (
    <div class="form">
      <div class="scroll">
        <table class="table">
          <caption class="hidden-label">Thresholds by label</caption>
          <thead>
            <tr>
              <th scope="col">Label</th>
              <th scope="col">Raises at</th>
              <th scope="col">Clears below</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(thresholds).map(([label, own]) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {(['raiseAt', 'clearAt'] as const).map((key) => (
                  <td key={key}>
                    <input
                      type="number"
                      step="0.01"
                      aria-label={`${label} ${NAMES[key]}`}
                      value={Number.isFinite(own[key]) ? own[key] : ''}
                      onInput={({ currentTarget }) => set(label, { ...own, [key]: currentTarget.valueAsNumber })}
                    />
                    <span class="was">
                      {own[key] === inForce[label]?.[key] ? '' : `now ${inForce[label]?.[key] ?? '–'}`}
                    </span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <details>
        <summary>Try another number of windows</summary>
        <p class="inline">
          <Count
            label="windows that must agree"
            value={raiseWindows?.n}
            onChange={(n) => onChange({ ...draft, raiseWindows: { n, of: Math.max(n, raiseWindows?.of ?? 5) } })}
          />{' '}
          of the last{' '}
          <Count
            label="windows that are looked at"
            value={raiseWindows?.of}
            onChange={(of) => onChange({ ...draft, raiseWindows: { n: Math.min(of, raiseWindows?.n ?? 3), of } })}
          />
          {raiseWindows && (
            <button type="button" onClick={() => onChange({ ...draft, raiseWindows: null })}>
              As in force
            </button>
          )}
        </p>
      </details>
    </div>
  )
}

interface CountProps {
  readonly label: string
  readonly value: number | undefined
  readonly onChange: (value: number) => void
}

function Count({ label, value, onChange }: CountProps) {
  return (
    <input
      type="number"
      min={1}
      max={1000}
      aria-label={label}
      value={value ?? ''}
      placeholder="as now"
      onInput={({ currentTarget }) =>
        Number.isInteger(currentTarget.valueAsNumber) && onChange(currentTarget.valueAsNumber)
      }
    />
  )
}
