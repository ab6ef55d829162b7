import type { HeardWindow } from '../src/learn/heard-window.ts'
import { learnNormal } from '../src/learn/learn-normal.ts'
import type { LearntNormal } from '../src/learn/normal-learning.ts'
import { type NormalFrontEnd, normalFrontEnd } from '../src/learn/normal-settings.ts'
import type { NormalSound } from '../src/model/detectors/normal-sound.ts'
import { NormalSoundExtractor } from '../src/model/detectors/normal-sound.ts'
import { noise } from './signals.ts'

const USUAL = normalFrontEnd(8_000, 2)

/** What the machine of these tests is heard with: windows of 2 s at 8 kHz, few bands and rates, so that fits are quick. */
export const FRONT_END: NormalFrontEnd = {
  ...USUAL,
  features: {
    ...USUAL.features,
    spectrum: { ...USUAL.features.spectrum, nMels: 20, stackedFrames: 3, strideFrames: 2 },
    modulation: { ...USUAL.features.modulation, groups: 13 },
  },
}
export const WINDOW_LENGTH = 16_000

export const extractor = new NormalSoundExtractor(8_000, FRONT_END.features, 2)

export interface MachineSound {
  /** Decides the noise and nothing else. */
  readonly seed: number
  /** How deep its loudness beats at 25 Hz. */
  readonly beat?: number
  /** Amplitude of a whistle at 1 kHz, against noise of about 0.2. */
  readonly whistle?: number
  /** How dark its noise is, 0..1: what another place of the microphone changes. */
  readonly darkness?: number
  readonly gain?: number
  readonly length?: number
}

/** A machine that rushes, beats a little, and whistles when it is broken. */
export function machineSound({
  seed,
  beat = 0.1,
  whistle = 0,
  darkness = 0.5,
  gain = 0.3,
  length = WINDOW_LENGTH,
}: MachineSound): Float32Array {
  const rush = noise(length, seed * 7_919 + 13)
  let level = 0
  return rush.map((x, i) => {
    level = darkness * level + (1 - darkness) * x
    const t = i / 8_000
    const beating = level * (1 + beat * Math.cos(2 * Math.PI * 25 * t + seed))
    return gain * (beating + whistle * Math.sin(2 * Math.PI * 1_000 * t))
  })
}

export function heardMachine(sound: MachineSound): NormalSound {
  return extractor.extract(machineSound(sound))
}

/** Windows of a healthy machine, each a recording of its own. */
export function normalWindows(count: number, session = 'monday', sound: Partial<MachineSound> = {}): HeardWindow[] {
  const first = [...session].reduce((sum, letter) => sum + 1_000 * letter.charCodeAt(0), 0)
  return Array.from({ length: count }, (_, i) => ({
    session,
    recording: `${i}.wav`,
    sound: heardMachine({ seed: first + i, ...sound }),
  }))
}

/** A detector that learnt forty windows of the healthy machine. */
export function learnHum(): LearntNormal {
  return learnNormal(normalWindows(40), extractor, {
    ...FRONT_END,
    name: 'hum',
    version: '1.0.0',
    falseAlarmRate: 0.01,
    heldOut: 'auto',
  })
}
