// Times the WebAssembly kernel against the plain path, in one process and in turns, so that their ratio holds on a
// busy machine too. Needs a build: node bench/kernel.js [folder of the build]
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { summarise, table } from './measure.js'

const dist = resolve(process.argv[2] ?? 'dist')
const load = (path) => import(pathToFileURL(resolve(dist, path)).href)
const { kernelModule } = await load('dsp/kernel/kernel-module.js')
const { createMfcc, createMfccSteps } = await load('dsp/mfcc-path.js')
const { MfccStream } = await load('dsp/mfcc-stream.js')
const { StreamPlan } = await load('dsp/stream-plan.js')
const { resample } = await load('audio/resample.js')
const { bandsOf } = await load('dsp/band-steps.js')
const { createBandPowers, octaves } = await load('dsp/band-powers.js')
const { EnvelopeModulation } = await load('dsp/envelope-modulation.js')
const { LineSpectrum } = await load('dsp/line-spectrum.js')
const { Baselines } = await load('model/detectors/baselines.js')
const { decodeMono } = await load('audio/sample-encoding.js')

const kernel = kernelModule()
if (kernel === null) throw new Error('this engine takes no WebAssembly with SIMD: there is nothing to compare')

const SECONDS = 10
const RATE = 22_050
const HOP_FRAMES = 43
const fan = {
  sampleRateHz: RATE,
  nFft: 2_048,
  hopLength: 512,
  padMode: 'reflect',
  nMels: 128,
  nMfcc: 40,
  fMinHz: 0,
  fMaxHz: RATE / 2,
  topDb: 80,
}

/** A hum with noise, the same every time. */
function sound(n) {
  let state = 1
  return Float32Array.from({ length: n }, (_, i) => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0
    return 0.4 * Math.sin(i / 30) + 0.1 * (state / 2 ** 31 - 1)
  })
}

function bytesOf(samples, encoding) {
  if (encoding === 'f32le') return new Uint8Array(samples.buffer)
  const width = { u8: 1, s16le: 2, s24le: 3 }[encoding]
  const bytes = new Uint8Array(samples.length * width)
  samples.forEach((x, i) => {
    const value = Math.round(x * (2 ** (8 * width - 1) - 1)) + (encoding === 'u8' ? 128 : 0)
    for (let b = 0; b < width; b++) bytes[i * width + b] = value >> (8 * b)
  })
  return bytes
}

/** Each work takes a path, a module or null. */
const works = []
const y = sound(RATE * SECONDS)
const paths = new Map([kernel, null].map((path) => [path, { mfcc: createMfcc(fan, path), stream: openStream(path) }]))

/** A stream with a window's length of sound behind it: each further hop gives one window. */
function openStream(path) {
  const stream = new MfccStream(
    new StreamPlan(createMfccSteps(fan, path), { windowLength: y.length, hopFrames: HOP_FRAMES }),
    ({ end }) => end,
  )
  stream.push(y)
  return stream
}

const hop = y.subarray(0, HOP_FRAMES * fan.hopLength)
works.push(['MFCC of a window', (path) => paths.get(path).mfcc.extract(y)])
works.push(['MFCC of a further window of a stream', (path) => paths.get(path).stream.push(hop)])
const at16k = sound(16_000 * SECONDS)
const envelopes = { sampleRateHz: 16_000, nFft: 128, hopLength: 64, segmentLength: 512 }
const lineParams = {
  sampleRateHz: 16_000,
  nFft: 16_384,
  hopLength: 8_192,
  fMinHz: 20,
  fMaxHz: 1_000,
  bandsPerOctave: 24,
}
const STACK = 320
const STACKS = 155
/** Of uncorrelated numbers: their values do not change the time. */
const uncorrelated = {
  size: STACK,
  centres: new Float64Array(STACK),
  covariance: new Float64Array((STACK * (STACK + 1)) / 2),
}
for (let i = 0; i < STACK; i++) uncorrelated.covariance[(i * (i + 1)) / 2 + i] = 1
const detectors = new Map(
  [kernel, null].map((path) => [
    path,
    {
      octaves: createBandPowers(envelopes, octaves(envelopes.nFft), path),
      modulation: new EnvelopeModulation({ ...envelopes, rateMinHz: 1, rateMaxHz: 80, groups: 39 }, path),
      lines: new LineSpectrum(lineParams, path),
      baselines: new Baselines(uncorrelated, path),
    },
  ]),
)
works.push(['octave powers, frames of 128', (path) => bandsOf(detectors.get(path).octaves, at16k)])
works.push(['envelope modulation, octave powers included', (path) => detectors.get(path).modulation.extract(at16k)])
works.push(['lines, frames of 16384', (path) => detectors.get(path).lines.extract(at16k)])
const readStack = (i, out) => out.set(at16k.subarray(i * STACK, (i + 1) * STACK))
works.push([
  `distances of ${STACKS} stacks of ${STACK}`,
  (path) => detectors.get(path).baselines.distance(STACKS, readStack),
])

for (const resampler of ['kaiser_fast@0.2', 'kaiser_fast']) {
  for (const fromHz of [44_100, 16_000, 48_000]) {
    const x = sound(fromHz * SECONDS)
    works.push([`resample ${fromHz} Hz, ${resampler}`, (path) => resample(x, { fromHz, toHz: RATE, resampler }, path)])
  }
}
for (const [encoding, sampleRateHz, channels] of [
  ['s16le', 44_100, 1],
  ['s24le', 44_100, 1],
  ['u8', 44_100, 1],
  ['f32le', 44_100, 1],
  ['s16le', 44_100, 2],
  ['s16le', 16_000, 8],
]) {
  const bytes = bytesOf(sound(sampleRateHz * SECONDS * channels), encoding)
  works.push([
    `decode ${encoding}, ${channels} × ${sampleRateHz} Hz`,
    (path) => decodeMono(bytes, encoding, channels, path),
  ])
}

const RUNS = 41
const WARM_UP = 10

function timeOf(work, path) {
  const before = process.cpuUsage()
  work(path)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const ms = ({ median, low, high }) => `${median.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)})`
const rows = works.map(([name, work]) => {
  const fast = []
  const plain = []
  for (let run = -WARM_UP; run < RUNS; run++) {
    const times = [timeOf(work, kernel), timeOf(work, null)]
    if (run < 0) continue
    fast.push(times[0])
    plain.push(times[1])
  }
  const ratio = summarise(plain.map((time, i) => time / fast[i]))
  const least = Math.min(...fast).toFixed(2)
  return [
    name,
    ms(summarise(fast)),
    least,
    ms(summarise(plain)),
    `${ratio.median.toFixed(1)} (${ratio.low.toFixed(1)}-${ratio.high.toFixed(1)})`,
  ]
})

console.log(
  `${SECONDS} s of sound each, CPU ms: median (quartiles) of ${RUNS} runs in turns. Node.js ${process.version}\n`,
)
table(['', 'kernel', 'least', 'plain', 'plain / kernel'], rows)
