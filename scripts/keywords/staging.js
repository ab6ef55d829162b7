import { decibel, inRoom, rms, scale, throughMicrophone } from './sounds.js'
import { RATE_HZ, toRate } from './speak.js'

const WINDOW = RATE_HZ
const TELEPHONE_HZ = 8_000

/**
 * Put an utterance where it is heard: another size of mouth (for real speakers, of whom there are few), a room, a
 * microphone, a level, a place in a second or none, noise, and half the time the bandwidth of a telephone, which
 * the real digits have: else bandwidth would tell them from the synthetic words.
 *
 * @returns `{ y, sampleRateHz }`
 */
export function stage(utterance, random, noises, { isReal = false } = {}) {
  const sized = isReal ? toRate(utterance, RATE_HZ, Math.round(RATE_HZ * random.uniform(0.84, 1.2))) : utterance
  const placed = random.chance(0.4) ? inRoom(sized, random) : sized
  const heard = throughMicrophone(placed, random)
  const levelled = scale(heard, decibel(random.uniform(-38, -12)) / rms(heard))
  const framed = random.chance(0.65) ? inWindow(levelled, random) : withMargins(levelled, random)
  return atBandwidth(withNoise(framed, rms(levelled), random, noises), random, isReal ? 0.75 : 0.5)
}

/** Somewhere in one second, all of it; one that lasts longer is cut at its ends. */
function inWindow(y, random) {
  const window = new Float32Array(WINDOW)
  if (y.length >= WINDOW) {
    const start = random.integer(0, y.length - WINDOW)
    window.set(y.subarray(start, start + WINDOW))
  } else window.set(y, random.integer(0, WINDOW - y.length))
  return window
}

function withMargins(y, random) {
  const before = Math.round(random.uniform(0, 0.08) * RATE_HZ)
  const after = Math.round(random.uniform(0, 0.12) * RATE_HZ)
  const framed = new Float32Array(before + y.length + after)
  framed.set(y, before)
  return framed
}

/** What is left of an utterance that a window has cut: too little to say which word it is. */
export function fragment(y, random) {
  const part = Math.round(y.length * random.uniform(0.15, 0.45))
  const window = new Float32Array(WINDOW)
  if (random.chance(0.5)) window.set(y.subarray(0, part), WINDOW - part)
  else window.set(y.subarray(y.length - part))
  return window
}

/** A second out of something longer. */
export function excerpt(y, random) {
  return inWindow(y, random)
}

/** Level, noise and bandwidth for what is not one of the words. */
export function stageBackground(y, random, noises) {
  const heard = throughMicrophone(random.chance(0.3) ? inRoom(y, random).subarray(0, WINDOW) : y, random)
  const level = rms(heard)
  const levelled = level > 0 ? scale(heard, decibel(random.uniform(-45, -14)) / level) : heard
  return atBandwidth(withNoise(levelled, rms(levelled), random, noises), random, 0.5)
}

/** Noise alone, from hardly measurable to loud; or nothing at all. */
export function nothingSaid(random, noises) {
  const silent = new Float32Array(WINDOW)
  const y = random.chance(0.1) ? silent : addNoise(silent, decibel(random.uniform(-85, -12)), random, noises)
  return atBandwidth(y, random, 0.5)
}

function withNoise(y, level, random, noises) {
  if (random.chance(0.75)) return addNoise(y, level * decibel(-random.uniform(3, 35)), random, noises)
  return random.chance(0.7) ? addNoise(y, decibel(random.uniform(-85, -60)), random, noises) : y
}

function addNoise(y, level, random, noises) {
  const noise = noises[random.integer(0, noises.length - 1)]
  const start = random.integer(0, noise.length - y.length - 1)
  return y.map((value, i) => value + level * noise[start + i])
}

function atBandwidth(y, random, telephoneShare) {
  if (!random.chance(telephoneShare)) return { y, sampleRateHz: RATE_HZ }
  return { y: toRate(y, RATE_HZ, TELEPHONE_HZ), sampleRateHz: TELEPHONE_HZ }
}
