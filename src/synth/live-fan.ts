import { ParameterError } from '../errors.ts'
import { BLOCK_LENGTH } from './block.ts'
import { amplitude, rms } from './decibel.ts'
import { createBackgroundSound, createFanSound, type EndlessSound } from './fan-sound.ts'
import { drawCondition, type FaultName } from './fault.ts'
import { drawMachine, type Machine } from './machine.ts'
import { checkSampleRate, take } from './recording.ts'
import { inSession } from './session.ts'

export interface LiveFanParams {
  readonly machineSeed: number
  /** Decides everything but the machine: the same seed, faults and reads give the same sound. */
  readonly seed: number
  /** @unit Hz */
  readonly sampleRateHz: number
  /** Healthy fan against background at the microphone. @unit dB */
  readonly snrDb: number
  /** How bad a fault is, 0..1. */
  readonly severity?: number
  /** RMS of the healthy fan with background. */
  readonly levelDbfs?: number
  /** Another day: microphone and speed as {@link inSession} draws them; without it, as the machine was drawn. */
  readonly session?: number
}

/** Over how long one condition gives way to the next. @unit s */
const FADE_SECONDS = 1
/** How much of the sound is measured to set its levels. @unit s */
const MEASURED_SECONDS = 2

/** An endless fan whose fault can be switched while it runs: the sound of the demo's machine. */
export class LiveFan {
  readonly machine: Machine
  /** What the fan shall suffer from; the sound follows within two seconds of audio, without a click. */
  fault: FaultName = 'ok'
  readonly #params: LiveFanParams
  readonly #severity: number
  readonly #background: EndlessSound
  readonly #backgroundGain: number
  readonly #gain: number
  readonly #fadeBlocks: number
  readonly #block = new Float64Array(BLOCK_LENGTH)
  readonly #other = new Float64Array(BLOCK_LENGTH)
  #unread = BLOCK_LENGTH
  #present: EndlessSound
  #presentFault: FaultName = 'ok'
  #coming: EndlessSound | null = null
  #fadedBlocks = 0
  #conditions = 0

  /** @throws {@link ParameterError} when a parameter is out of its range. */
  constructor(params: LiveFanParams) {
    const { machineSeed, seed, sampleRateHz, snrDb, severity = 0.8, levelDbfs = -24, session } = params
    checkSampleRate(sampleRateHz)
    if (!(severity >= 0 && severity <= 1)) throw new ParameterError(`severity must be in 0 .. 1, got ${severity}`)
    const machine = drawMachine(machineSeed)
    this.machine = session === undefined ? machine : inSession(machine, session)
    this.#params = params
    this.#severity = severity
    this.#fadeBlocks = Math.ceil((FADE_SECONDS * sampleRateHz) / BLOCK_LENGTH)
    this.#present = this.#createSound('ok')
    this.#background = createBackgroundSound(this.machine, seed, sampleRateHz)

    const measured = Math.round(MEASURED_SECONDS * sampleRateHz)
    const fanRms = rms(take(this.#present, measured))
    const ratio = amplitude(-snrDb)
    this.#backgroundGain = (fanRms * ratio) / rms(take(this.#background, measured))
    this.#gain = amplitude(levelDbfs) / (fanRms * Math.hypot(1, ratio))
  }

  /**
   * The sound's next `sampleCount` samples, within ±1. However it is cut into reads,
   * a stream of one fault is the same.
   */
  read(sampleCount: number): Float32Array {
    if (!Number.isInteger(sampleCount) || sampleCount < 0) {
      throw new ParameterError(`sampleCount must be a whole number, not negative, got ${sampleCount}`)
    }
    const y = new Float32Array(sampleCount)
    for (let i = 0; i < sampleCount; i += 1) {
      if (this.#unread === BLOCK_LENGTH) this.#nextBlock()
      y[i] = Math.max(-1, Math.min(1, this.#gain * (this.#block[this.#unread] as number)))
      this.#unread += 1
    }
    return y
  }

  #nextBlock(): void {
    if (this.#coming === null && this.fault !== this.#presentFault) {
      this.#presentFault = this.fault
      this.#coming = this.#createSound(this.fault)
      this.#fadedBlocks = 0
    }
    this.#present.fill(this.#block)
    if (this.#coming) this.#fadeTo(this.#coming)
    this.#background.fill(this.#other)
    for (let i = 0; i < BLOCK_LENGTH; i += 1) {
      this.#block[i] = (this.#block[i] as number) + this.#backgroundGain * (this.#other[i] as number)
    }
    this.#unread = 0
  }

  /** Equal power: the two sounds know nothing of each other's phase. */
  #fadeTo(coming: EndlessSound): void {
    coming.fill(this.#other)
    for (let i = 0; i < BLOCK_LENGTH; i += 1) {
      const angle = (Math.PI / 2) * ((this.#fadedBlocks + i / BLOCK_LENGTH) / this.#fadeBlocks)
      this.#block[i] = Math.cos(angle) * (this.#block[i] as number) + Math.sin(angle) * (this.#other[i] as number)
    }
    this.#fadedBlocks += 1
    if (this.#fadedBlocks < this.#fadeBlocks) return
    this.#present = coming
    this.#coming = null
  }

  /** Every condition is drawn anew, so that a fault never sounds quite the same twice. */
  #createSound(fault: FaultName): EndlessSound {
    const { seed, sampleRateHz } = this.#params
    const soundSeed = seed * 4_096 + this.#conditions
    this.#conditions += 1
    const condition = drawCondition(this.machine, fault, this.#severity, soundSeed)
    return createFanSound(this.machine, condition, soundSeed, sampleRateHz)
  }
}
