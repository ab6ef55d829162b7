import type { LabelSpec } from '../src/model/bundle.ts'
import type { Verdict } from '../src/model/verdict.ts'
import type { WindowScorer, WindowSpecs } from '../src/pipeline/window-scorer.ts'

const LABELS: readonly LabelSpec[] = [
  { name: 'quiet', message: 'Quiet', normal: true },
  { name: 'loud', message: 'Too loud', normal: false },
]

/** Windows of 1 s at 8 kHz, two a second, not resampled. */
const LEVEL_SPECS: WindowSpecs = {
  sampleRateHz: 8_000,
  resampler: 'none',
  windowLength: 8_000,
  hopLength: 4_000,
}

/** A simple judge that is real: how loud a window is, 0 for silence, 1 from an RMS of 0.5 on. */
export class LevelScorer implements WindowScorer {
  readonly identity: WindowScorer['identity']
  readonly specs: WindowSpecs
  readonly labels = LABELS

  constructor(name = 'level', specs: Partial<WindowSpecs> = {}) {
    this.identity = { name, version: '1', sha256: '0'.repeat(64) }
    this.specs = { ...LEVEL_SPECS, ...specs }
  }

  async score(y: Float32Array): Promise<Verdict> {
    const rms = Math.sqrt(y.reduce((sum, x) => sum + x * x, 0) / y.length)
    const loud = Math.min(1, 2 * rms)
    const label = LABELS[loud >= 0.5 ? 1 : 0] ?? { name: '', message: '', normal: true }
    return {
      label: label.name,
      message: label.message,
      anomaly: !label.normal,
      score: loud,
      probabilities: [1 - loud, loud],
      model: this.identity,
    }
  }
}

/** A sine of 440 Hz. */
export function tone(seconds: number, amplitude: number, sampleRateHz = 8_000): Float32Array {
  const y = new Float32Array(Math.round(seconds * sampleRateHz))
  return y.map((_, i) => amplitude * Math.sin((2 * Math.PI * 440 * i) / sampleRateHz))
}
