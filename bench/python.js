// Python beside us, in the same run: the reference service (Flask, librosa, Keras) and an optimised Python. What its
// packages are not there for is left out, and said. Needs a build and a bundle; packages: bench/python/requirements.txt.
//   node bench/python.js [python3]
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readBundle } from '../dist/adapters/disk/bundle-folder.js'
import { findEngineFiles } from '../dist/adapters/disk/engine-files.js'
import { resample } from '../dist/audio/resample.js'
import { decodeWav } from '../dist/audio/wav.js'
import { createMfcc } from '../dist/dsp/mfcc-path.js'
import { loadEngine } from '../dist/model/engine.js'
import { createFrontEnd } from '../dist/model/front-end.js'
import { fromNetworkFiles } from '../dist/model/network-files.js'
import { exportNetwork } from '../dist/model/onnx/export-network.js'
import { createScorer } from '../dist/model/scorer.js'
import { bundleFolder } from './bundle.js'
import { measure, spread, summarise, table } from './measure.js'
import { postInference, processorMs, residentMb, startModule, WITHOUT_BROKER } from './module-process.js'
import { wavOf } from './sound.js'

const python = process.argv[2] ?? 'python3'
const RUNS = 31
/** Of a comparison of two programs. */
const TURNS = 5
/** So many live microphones nearly fill a core, as requests one after the other do, and none is late. */
const MICROPHONES = { onnx: '400', wasm: '250' }
const ONE_THREAD = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' }
/** The bundle with the service's network, and the one that the module has by default. */
const BUNDLES = ['fan-cnn', 'fan']

/** The service as it is, or what stands in for it where its packages are not there. */
const SERVICES = [
  { name: 'reference service', program: 'service.py', packages: 'flask, librosa, resampy, tensorflow' },
  {
    name: 'stand-in (no librosa, no Keras)',
    program: 'stand_in.py',
    packages: 'flask, soundfile, resampy, numpy, scipy, torch',
  },
]

const LIVE = 'live microphones a core'
const MORE_IS_BETTER = new Set([LIVE])

const folder = mkdtempSync(join(tmpdir(), 'earshot-bench-'))
const contents = await readBundle(bundleFolder())
const { audio, features } = contents.manifest
const frontEnd = createFrontEnd(audio, features)
writeFileSync(join(folder, 'model.onnx'), exportNetwork(fromNetworkFiles(contents), frontEnd.inputShape).bytes)

for (const rate of [44_100, 22_050]) await optimised(rate)
await reference()

/** The same steps, and the whole window from the WAV file to the verdict. */
async function optimised(rate) {
  const wav = wavOf(rate)
  writeFileSync(join(folder, 'clip.wav'), wav)
  const files = ['clip.wav', 'model.onnx'].map((name) => join(folder, name))
  const found = spawnSync(
    python,
    ['bench/python/optimised.py', ...files, join(bundleFolder(), 'model.json'), String(RUNS)],
    { encoding: 'utf8', env: ONE_THREAD },
  )
  if (found.status !== 0) return console.log(`optimised Python: left out (${reasonOf(found)})`)
  const { missing, steps, by } = JSON.parse(found.stdout)
  if (missing.length > 0) console.log(`\noptimised Python is without ${missing.join(', ')}`)
  const scorer = await createScorer(contents, await loadEngine(findEngineFiles()))
  const clip = decodeWav(wav)
  const y = resample(clip.y, { fromHz: rate, toHz: 22_050, resampler: audio.resampler })
  const input = frontEnd.fromSamples(y)
  const ours = {
    decode: () => decodeWav(wav),
    resample: () => resample(clip.y, { fromHz: rate, toHz: 22_050, resampler: audio.resampler }),
    mfcc: () => frontEnd.fromSamples(y),
    network: () => scorer.live.score(input),
    window: () => scorer.scoreClip(decodeWav(wav)),
  }
  const rows = []
  for (const [step, times] of Object.entries(steps)) {
    const { cpuMs } = await measure(ours[step], { runs: RUNS, warmUp: 10 })
    const theirs = summarise(times)
    const what = by[step] === undefined ? step : `${step} (${by[step]})`
    rows.push([what, spread(theirs), spread(cpuMs), `${(theirs.median / cpuMs.median).toFixed(1)} ×`])
  }
  const title = `10 s at ${rate} Hz, CPU ms of ${RUNS} runs`
  table([title, 'optimised Python', `Earshot, ${scorer.engineName}`, 'ratio'], rows)
}

function serviceThatRuns() {
  return SERVICES.find(({ name, packages }) => {
    const check = spawnSync(python, ['-c', `import ${packages}`], { encoding: 'utf8' })
    if (check.status !== 0) console.log(`\n${name}: left out (${reasonOf(check)})`)
    return check.status === 0
  })
}

async function reference() {
  const service = serviceThatRuns()
  if (service === undefined) return
  const port = 20_000 + (process.pid % 10_000)
  const startedMs = performance.now()
  const child = spawn(python, [`bench/python/${service.program}`, String(port), join(bundleFolder(), 'model.json')], {
    stdio: 'ignore',
  })
  const url = `http://127.0.0.1:${port}`
  while (!(await fetch(url).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) return console.log(`\n${service.name}: it ended before it could be asked`)
    await pause(20)
  }
  const theirs = await costsOf(url, child.pid, startedMs)
  child.kill()
  await once(child, 'exit')

  const ours = []
  let engine
  for (const bundle of BUNDLES) {
    const module = await startModule({ env: { ...WITHOUT_BROKER, EARSHOT_MODEL_NAME: bundle } })
    ours.push(await costsOf(module.url, module.child.pid, module.startedMs))
    engine ??= module.engine
    await module.stop()
  }
  await addMfcc(theirs, ours)
  addLive(theirs, ours, engine)
  const rows = Object.entries(theirs).map(([name, their]) => [
    name,
    their.toFixed(1),
    ...ours.flatMap(({ [name]: our }) =>
      our === undefined
        ? ['', '']
        : [our.toFixed(1), `${(MORE_IS_BETTER.has(name) ? our / their : their / our).toFixed(1)} ×`],
    ),
  ])
  console.log()
  table(['', service.name, ...BUNDLES.flatMap((bundle) => [`Earshot, ${bundle}`, 'ratio'])], rows)
}

/**
 * From samples at the rate of the model to its coefficients, in process on both sides, in turns: one after the other
 * they would be of different minutes.
 */
async function addMfcc(theirs, ours) {
  const clip = join(folder, 'clip.wav')
  writeFileSync(clip, wavOf(22_050))
  const { y } = decodeWav(wavOf(22_050))
  const mfcc = createMfcc({ ...features, sampleRateHz: audio.sampleRateHz })
  const [service, earshot] = [[], []]
  let name
  for (let turn = 0; turn < TURNS; turn++) {
    const found = spawnSync(python, ['bench/python/service_mfcc.py', clip, String(RUNS)], {
      encoding: 'utf8',
      env: ONE_THREAD,
    })
    if (found.status !== 0) return console.log(`\nthe service's MFCC: left out (${reasonOf(found)})`)
    const { by, times } = JSON.parse(found.stdout)
    name = by
    service.push(summarise(times).median)
    earshot.push((await measure(() => mfcc.extract(y), { runs: RUNS, warmUp: 10 })).cpuMs.median)
  }
  const [their, our] = [service, earshot].map((medians) => summarise(medians))
  console.log(`\nMFCC of 10 s, CPU ms, medians of ${TURNS} turns: ${name} ${spread(their)}, Earshot ${spread(our)}`)
  theirs['MFCC of 10 s, CPU ms'] = their.median
  ours[0]['MFCC of 10 s, CPU ms'] = our.median
}

/** The service has no live sound: a microphone costs it a request each second. Ours is measured through a broker. */
function addLive(theirs, ours, engine) {
  const options = ['--engines', engine, '--rates', '22050', '--seconds', '20', '--at', MICROPHONES[engine], '--json']
  const { status, stdout } = spawnSync(process.execPath, ['bench/streams.js', ...options], { encoding: 'utf8' })
  const [found] = status === 0 ? JSON.parse(stdout.trim().split('\n').at(-1)) : []
  if (found === undefined) return
  console.log(
    `\nlive: ${found.count} microphones, ${found.late} windows late and ${found.lost} lost of ${found.windows}`,
  )
  theirs[LIVE] = 1_000 / theirs['POST /inference, 22050 Hz, CPU ms']
  ours[0][LIVE] = 1_000 / found.cpuMsPerWindow
}

async function costsOf(url, pid, startedMs) {
  const loadedMb = residentMb(pid)
  await postInference(url, wavOf(44_100))
  const costs = { 'cold start to the first answer, ms': performance.now() - startedMs }
  costs['resident as loaded, MB'] = loadedMb
  for (const rate of [44_100, 22_050]) {
    const clip = wavOf(rate)
    for (let i = 0; i < 5; i++) await postInference(url, clip)
    const before = processorMs(pid)
    for (let i = 0; i < 50; i++) await postInference(url, clip)
    costs[`POST /inference, ${rate} Hz, CPU ms`] = (processorMs(pid) - before) / 50
  }
  costs['resident after these requests, MB'] = residentMb(pid)
  return costs
}

function reasonOf({ error, stderr }) {
  return error?.message ?? stderr.trim().split('\n').at(-1)
}
