import { type AlarmState, QUIET, type ScoredWindow, step } from './alarm.ts'
import type { AlarmRule } from './alarm-rule.ts'

/** An alarm that a rule raises over recorded windows. */
export interface ReplayedAlarm {
  readonly label: string
  /** End of the window that raises it. @unit Unix epoch ms */
  readonly raisedMs: number
  /** End of the window that clears it; null while it stands. @unit Unix epoch ms */
  readonly clearedMs: number | null
}

/** One source's windows again, by any rule: the very steps that live windows take. */
export class Replay {
  #state: AlarmState = QUIET
  readonly #ended: ReplayedAlarm[] = []
  #standing: ReplayedAlarm | undefined

  /** The next window, in the order in which they were heard. @throws {@link ParameterError} when it is damaged. */
  push(window: ScoredWindow, rule: AlarmRule): void {
    const [state, transition] = step(this.#state, window, rule)
    this.#state = state
    if (transition === 'raised' && state.kind === 'raised' && this.#standing === undefined) {
      this.#standing = { label: state.label, raisedMs: window.endMs, clearedMs: null }
    } else if (transition === 'cleared' && this.#standing !== undefined) {
      this.#ended.push({ ...this.#standing, clearedMs: window.endMs })
      this.#standing = undefined
    }
  }

  /** Oldest first. */
  alarms(): readonly ReplayedAlarm[] {
    return this.#standing === undefined ? [...this.#ended] : [...this.#ended, this.#standing]
  }
}
