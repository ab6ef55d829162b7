import type { Clip } from '../../audio/clip.ts'
import { resample } from '../../audio/resample.ts'
import { aboutASecond, normalFrontEnd } from '../../learn/normal-settings.ts'
import type { LinearManifest } from '../../model/bundle.ts'
import { SoundStatistics } from '../../model/sound-statistics.ts'
import type { Hearing } from '../examples.ts'

/** The parts of a bundle that describe what a linear classifier looks at. */
export type LinearFrontEnd = Pick<LinearManifest, 'audio' | 'window' | 'features'>

const USUAL_RATE_HZ = 16_000
/** Windows are as long as recordings, within these. @unit s */
const LEAST_SECONDS = 3
const MOST_SECONDS = 10
const MELS = 128
const LINES = { fMinHz: 20, fMaxHz: 1_000, bandsPerOctave: 24 }

/**
 * What a linear classifier hears with: as a normal-only detector does, but with bands half as wide and frames four
 * times as long, and frames of about a second for single lines.
 */
function linearFrontEnd(sampleRateHz: number, windowSeconds: number): LinearFrontEnd {
  const { audio, window, features } = normalFrontEnd(sampleRateHz, windowSeconds)
  const { low: _, ...others } = features
  const nFft = 4 * features.spectrum.nFft
  const hopLength = nFft / 4
  const lineFft = 8 * nFft
  const lineHop = lineFft / 2
  return {
    audio,
    window: { ...window, hopFrames: aboutASecond(sampleRateHz / hopLength, lineHop / hopLength) },
    features: {
      kind: 'sound-statistics',
      hopLength,
      sound: {
        ...others,
        hopLength,
        spectrum: { ...features.spectrum, nFft, hopLength, nMels: MELS, stackedFrames: 1, strideFrames: 1 },
      },
      lines: { ...LINES, nFft: lineFft, hopLength: lineHop },
    },
  }
}

interface Begun {
  readonly frontEnd: LinearFrontEnd
  readonly meter: SoundStatistics
}

/** Hears recordings as statistics; rate and length of windows are those of the first, within bounds. */
export class SoundHearing implements Hearing {
  #begun: Begun | undefined

  /** @param frontEnd - Of a bundle: then that decides. */
  constructor(frontEnd?: LinearFrontEnd) {
    this.#begun = frontEnd && begin(frontEnd)
  }

  /** @throws RangeError before anything was heard. */
  get begun(): Begun {
    if (this.#begun === undefined) throw new RangeError('nothing was heard')
    return this.#begun
  }

  fromClip({ y, sampleRateHz }: Clip): Float32Array {
    const seconds = Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, Math.floor(y.length / sampleRateHz)))
    this.#begun ??= begin(linearFrontEnd(Math.min(USUAL_RATE_HZ, sampleRateHz), seconds))
    const { frontEnd, meter } = this.#begun
    const { audio } = frontEnd
    const atRate = resample(y, { fromHz: sampleRateHz, toHz: audio.sampleRateHz, resampler: audio.resampler })
    return Float32Array.from(meter.measure(atRate).statistics)
  }
}

function begin(frontEnd: LinearFrontEnd): Begun {
  const { audio, features, window } = frontEnd
  return { frontEnd, meter: new SoundStatistics(audio.sampleRateHz, features, window.lengthSeconds) }
}
