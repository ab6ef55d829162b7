import { Baselines } from '../model/detectors/baselines.ts'
import { HumBaseline } from '../model/detectors/hum-baseline.ts'
import { measureSound, type NormalBaselines, type NormalDistances } from '../model/detectors/normal-detector.ts'
import type { NormalSoundExtractor } from '../model/detectors/normal-sound.ts'
import { type FittedBaselines, fitBaselines } from './fit-baselines.ts'
import { type HeardWindow, sessionsOf } from './heard-window.ts'
import { OtherSpeeds } from './other-speeds.ts'
import { mergeMoments, type SessionMoments, sumSounds } from './session-moments.ts'

/** Parts that recordings are divided into; each is scored by what the others teach. */
const FOLDS = 10

/** The windows of one fold and session: nothing is ever divided further. */
interface Cell {
  readonly session: string
  readonly fold: number
  /** Indices of its windows. */
  readonly windows: number[]
  readonly moments: SessionMoments
}

/**
 * Sums over normal windows, kept apart by session and by fold, so that a detector of any part of them is
 * quickly fitted. Recordings of a session go to the folds in turn.
 */
export class HoldOut {
  readonly #windows: readonly HeardWindow[]
  readonly #extractor: NormalSoundExtractor
  readonly #cells: readonly Cell[]
  readonly #speeds: OtherSpeeds | undefined

  constructor(windows: readonly HeardWindow[], extractor: NormalSoundExtractor) {
    this.#windows = windows
    this.#extractor = extractor
    this.#speeds = OtherSpeeds.of(extractor)
    this.#cells = sessionsOf(windows).flatMap((session, offset) => {
      const indices = [...windows.keys()].filter((i) => windows[i]?.session === session)
      const recordings = [...new Set(indices.map((i) => windows[i]?.recording))]
      return Array.from({ length: FOLDS }, (_, fold) => {
        const chosen = indices.filter((i) => (offset + recordings.indexOf(windows[i]?.recording)) % FOLDS === fold)
        const sounds = chosen.flatMap((i) => windows[i]?.sound ?? [])
        return { session, fold, windows: chosen, moments: sumSounds(sounds, extractor) }
      }).filter((cell) => cell.windows.length > 0)
    })
  }

  /** What all windows teach; sessions in the order in which they were first heard. */
  fitAll(): FittedBaselines {
    return fitBaselines(
      this.#merged(() => true),
      this.#extractor,
      this.#speeds,
    )
  }

  /**
   * Score every window with a detector that has not heard its recording, or not its session.
   *
   * @returns In the order of the windows.
   * @throws RangeError when everything would be held out at once.
   */
  distances(by: 'recording' | 'session'): NormalDistances[] {
    const distances: NormalDistances[] = []
    const keyOf = (cell: Cell): string | number => (by === 'session' ? cell.session : cell.fold)
    for (const key of new Set(this.#cells.map(keyOf))) {
      const others = this.#merged((cell) => keyOf(cell) !== key)
      if (others.length === 0) throw new RangeError(`there is but one ${by}: it cannot be held out`)
      const baselines = openBaselines(fitBaselines(others, this.#extractor, this.#speeds))
      for (const i of this.#cells.filter((cell) => keyOf(cell) === key).flatMap(({ windows }) => windows)) {
        const window = this.#windows[i]
        if (window) distances[i] = measureSound(window.sound, baselines, this.#extractor)
      }
    }
    return distances
  }

  #merged(isTaken: (cell: Cell) => boolean): SessionMoments[] {
    const taken = this.#cells.filter(isTaken)
    return sessionsOf(taken).map((session) =>
      mergeMoments(
        taken.filter((cell) => cell.session === session).map(({ moments }) => moments),
        this.#extractor,
      ),
    )
  }
}

function openBaselines({ spectrum, modulation, hum }: FittedBaselines): NormalBaselines {
  return {
    spectrum: new Baselines(spectrum),
    modulation: new Baselines(modulation),
    ...(hum && { hum: new HumBaseline(hum) }),
  }
}
