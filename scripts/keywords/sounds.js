import { Background } from '../../dist/synth/background.js'
import { BLOCK_LENGTH } from '../../dist/synth/block.js'
import { drawMachine } from '../../dist/synth/machine.js'
import { drawRecording, take } from '../../dist/synth/recording.js'
import { Reverberation } from '../../dist/synth/reverberation.js'
import { ShapedNoise } from '../../dist/synth/shaped-noise.js'
import { RATE_HZ } from './speak.js'

const NOISE_SECONDS = 4

export function scale(y, factor) {
  return y.map((value) => value * factor)
}

export function rms(y) {
  return Math.sqrt(y.reduce((sum, value) => sum + value * value, 0) / Math.max(1, y.length))
}

export function decibel(db) {
  return 10 ** (db / 20)
}

/** A room, from nearly dry to a hall. @returns As long as `y` and at most 0.2 s more. */
export function inRoom(y, random) {
  const seconds = random.uniform(0.15, 0.7)
  const wet = new Float64Array(y.length + Math.round(Math.min(0.2, seconds / 2) * RATE_HZ))
  wet.set(y)
  new Reverberation(random.bits(), seconds, random.uniform(-14, 2), RATE_HZ).process(wet)
  return Float32Array.from(wet)
}

/** A microphone that favours low or high frequencies. */
export function throughMicrophone(y, random) {
  const slope = random.uniform(-0.6, 0.7)
  return y.map((value, i) => value - slope * (y[i - 1] ?? 0))
}

/** What may be heard when nobody speaks: coloured noise, workshops, machines. Each of RMS 1, some seconds long. */
export function drawNoises(random, count) {
  const kinds = [coloured, coloured, workshop, machine]
  return Array.from({ length: count }, (_, i) => {
    const y = kinds[i % kinds.length](random)
    return scale(y, 1 / rms(y))
  })
}

/** From violet (tilt below 0) over white to pink and darker. */
function coloured(random) {
  const tilt = random.uniform(-0.3, 1.2)
  const lowHz = random.logUniform(20, 300)
  return blocks(new ShapedNoise(random, RATE_HZ, (hz) => Math.max(hz, lowHz) ** -tilt))
}

function workshop(random) {
  const sound = new Background(random.bits(), RATE_HZ)
  return blocks({ fill: (block) => sound.addTo(block) })
}

function machine(random) {
  return drawRecording(drawMachine(random.integer(1, 10_000)), {
    fault: 'ok',
    snrDb: 6,
    seed: random.bits(),
    seconds: NOISE_SECONDS,
    sampleRateHz: RATE_HZ,
  })
}

/** Block by block, as the synthesiser works. */
function blocks(sound) {
  const y = take(
    {
      fill: (out) => {
        for (let start = 0; start < out.length; start += BLOCK_LENGTH)
          sound.fill(out.subarray(start, start + BLOCK_LENGTH))
      },
    },
    NOISE_SECONDS * RATE_HZ,
  )
  return Float32Array.from(y)
}
