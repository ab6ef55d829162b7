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
import { loadEngine } from '../dist/model/engine.js'
import { createFrontEnd } from '../dist/model/front-end.js'
import { fromNetworkFiles } from '../dist/model/network-files.js'
import { exportNetwork } from '../dist/model/onnx/export-network.js'
import { createScorer } from '../dist/model/scorer.js'
import { bundleFolder } from './bundle.js'
import { measure, spread, summarise, table } from './measure.js'
import { postInference, processorMs, residentMb, startModule } from './module-process.js'
import { wavOf } from './sound.js'

const python = process.argv[2] ?? 'python3'
const RUNS = 31

/** The service as it is, or what stands in for it where its packages are not there. */
const SERVICES = [
  { name: 'reference service', program: 'service.py', packages: 'flask, librosa, resampy, tensorflow' },
  {
    name: 'stand-in (no librosa, no Keras)',
    program: 'stand_in.py',
    packages: 'flask, soundfile, resampy, numpy, scipy, torch',
  },
]

const folder = mkdtempSync(join(tmpdir(), 'earshot-bench-'))
const wav = wavOf(44_100)
writeFileSync(join(folder, 'clip.wav'), wav)
const contents = await readBundle(bundleFolder())
const { audio, features } = contents.manifest
const frontEnd = createFrontEnd(audio, features)
writeFileSync(join(folder, 'model.onnx'), exportNetwork(fromNetworkFiles(contents), frontEnd.inputShape).bytes)

await optimised()
await reference()

async function optimised() {
  const found = spawnSync(
    python,
    ['bench/python/optimised.py', join(folder, 'clip.wav'), join(folder, 'model.onnx'), String(RUNS)],
    {
      encoding: 'utf8',
      env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
    },
  )
  if (found.status !== 0) return console.log(`optimised Python: left out (${reasonOf(found)})`)
  const { missing, steps } = JSON.parse(found.stdout)
  if (missing.length > 0) console.log(`optimised Python: left out is what needs ${missing.join(', ')}\n`)
  const scorer = await createScorer(contents, await loadEngine(findEngineFiles()))
  const clip = decodeWav(wav)
  const y = resample(clip.y, { fromHz: 44_100, toHz: 22_050, resampler: audio.resampler })
  const input = frontEnd.fromSamples(y)
  const ours = {
    decode: () => decodeWav(wav),
    resample: () => resample(clip.y, { fromHz: 44_100, toHz: 22_050, resampler: audio.resampler }),
    mfcc: () => frontEnd.fromSamples(y),
    network: () => scorer.live.score(input),
  }
  const rows = []
  for (const [step, times] of Object.entries(steps)) {
    const { cpuMs } = await measure(ours[step], { runs: RUNS, warmUp: 10 })
    const theirs = summarise(times)
    rows.push([step, spread(theirs), spread(cpuMs), `${(theirs.median / cpuMs.median).toFixed(1)} ×`])
  }
  table([`10 s at 44.1 kHz, CPU ms of ${RUNS} runs`, 'optimised Python', 'Earshot', 'ratio'], rows)
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
  await postInference(url, wav)
  const theirs = await costsOf(url, child.pid, performance.now() - startedMs)
  child.kill()
  await once(child, 'exit')

  const module = await startModule()
  await postInference(module.url, wav)
  const ours = await costsOf(module.url, module.child.pid, performance.now() - module.startedMs)
  await module.stop()
  const rows = Object.keys(ours).map((name) => [
    name,
    theirs[name].toFixed(1),
    ours[name].toFixed(1),
    `${(theirs[name] / ours[name]).toFixed(1)} ×`,
  ])
  console.log()
  table(['', service.name, 'Earshot', 'ratio'], rows)
}

async function costsOf(url, pid, coldStartMs) {
  const costs = { 'cold start to the first answer, ms': coldStartMs }
  for (const rate of [44_100, 22_050]) {
    const clip = wavOf(rate)
    for (let i = 0; i < 5; i++) await postInference(url, clip)
    const before = processorMs(pid)
    for (let i = 0; i < 50; i++) await postInference(url, clip)
    costs[`POST /inference, ${rate} Hz, CPU ms`] = (processorMs(pid) - before) / 50
  }
  costs['resident, MB'] = residentMb(pid)
  return costs
}

function reasonOf({ error, stderr }) {
  return error?.message ?? stderr.trim().split('\n').at(-1)
}
