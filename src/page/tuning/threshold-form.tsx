import type { LabelThresholdsByName, WindowsInForce } from '../../adapters/http/api.ts'
import type { LabelThresholds } from '../../detect/alarm-rule.ts'
import type { Draft } from './draft.ts'

interface ThresholdFormProps {
  readonly draft: Draft
  readonly inForce: LabelThresholdsByName
  readonly windows: WindowsInForce
  readonly onChange: (draft: Draft) => void
}

const NAMES = { raiseAt: 'raises at', clearAt: 'clears below' } as const

/** A row of thresholds for each label, and how many windows must agree. */
export function ThresholdForm({ draft, inForce, windows, onChange }: ThresholdFormProps) {
  const now = windows.inForce
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
      {windows.decidedBy === 'bundle' ? (
        <p class="note">
          {now.n} of the last {now.of} windows must agree: the model has a rule of its own.
        </p>
      ) : (
        <p class="inline">
          <Count
            label="windows that must agree"
            value={raiseWindows?.n ?? now.n}
            onChange={(n) => onChange({ ...draft, raiseWindows: { n, of: Math.max(n, raiseWindows?.of ?? now.of) } })}
          />{' '}
          of the last{' '}
          <Count
            label="windows that are looked at"
            value={raiseWindows?.of ?? now.of}
            onChange={(of) => onChange({ ...draft, raiseWindows: { n: Math.min(of, raiseWindows?.n ?? now.n), of } })}
          />
          windows must agree{' '}
          {raiseWindows && (
            <button type="button" onClick={() => onChange({ ...draft, raiseWindows: null })}>
              As in force, {now.n} of {now.of}
            </button>
          )}
        </p>
      )}
    </div>
  )
}

interface CountProps {
  readonly label: string
  readonly value: number
  readonly onChange: (value: number) => void
}

function Count({ label, value, onChange }: CountProps) {
  return (
    <input
      type="number"
      min={1}
      max={1000}
      aria-label={label}
      value={value}
      onInput={({ currentTarget }) =>
        Number.isInteger(currentTarget.valueAsNumber) && onChange(currentTarget.valueAsNumber)
      }
    />
  )
}
