import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { loadEngine } from '../../../src/model/engine.ts'
import { startEdgeRuntime } from '../../../src/sim/edge/runtime.ts'
import { environmentOf, moduleOf, modulesOf, read, readTemplate } from '../../unit/deployment/deployment-files.ts'
import { readDockerfile } from '../../unit/deployment/dockerfile.ts'
import { freePort, type TestBroker } from '../broker.ts'
import { writeSmallBundle } from '../http/small-bundle.ts'
import { USERS } from './deployed-broker.ts'

const ROOT = resolve(import.meta.dirname, '../../..')

/** What the image itself sets, from its Dockerfile. */
function imageEnvironment(): Record<string, string> {
  const image = readDockerfile(read('Dockerfile.amd64')).stages.at(-1)
  const lines = image?.instructions.filter(({ keyword }) => keyword === 'ENV') ?? []
  return Object.fromEntries(lines.flatMap(({ text }) => text.split(/\s+/).map((pair) => pair.split('='))))
}

/** What the image starts, in the place where this project was built. */
function command(): string[] {
  const image = readDockerfile(read('Dockerfile.amd64')).stages.at(-1)
  const [entry, cmd] = ['ENTRYPOINT', 'CMD'].map((wanted): string[] =>
    JSON.parse(image?.instructions.find(({ keyword }) => keyword === wanted)?.text ?? '[]'),
  )
  const [node, program = '', ...args] = [...(entry ?? []), ...(cmd ?? [])]
  if (node !== 'node') throw new Error(`the image starts ${node}`)
  return [program.replace(/^\/app\//, `${ROOT}/`), ...args]
}

/**
 * The module in its own process, in the environment that image and manifest give it, with a local IoT Edge
 * runtime that has the manifest's modules, routes and desired properties. What a mount or the network of the
 * device would give has this machine's name: broker, secrets, `/data`, models and ports.
 */
export async function startDeployedModule(broker: TestBroker) {
  const { $edgeHub, earshot } = readTemplate().modulesContent
  const edge = await startEdgeRuntime({
    modules: Object.keys(modulesOf(readTemplate())),
    routes: $edgeHub['properties.desired'].routes,
    desired: { earshot: earshot['properties.desired'] },
  })
  const folder = mkdtempSync(join(tmpdir(), 'earshot-deployed-'))
  const onThisMachine = (value: string): string =>
    value
      .replace(/^\/(data|run\/secrets)/, `${folder}/$1`)
      .replace(/^mqtt:\/\/mosquitto:\d+$/, broker.url)
      .replace(/^\/app\//, `${folder}/app/`)
  mkdirSync(join(folder, 'run/secrets'), { recursive: true })
  writeFileSync(join(folder, 'run/secrets/mqtt-password'), `${USERS.earshot}\n`, { mode: 0o400 })
  mkdirSync(join(folder, 'data'))
  const given = { ...imageEnvironment(), ...environmentOf(moduleOf(readTemplate(), 'earshot')) }
  await loadEngine({ ...findEngineFiles(), preferred: 'cpu' }) // The bundle's network is made here.
  await writeSmallBundle(join(folder, 'models', given['EARSHOT_MODEL_NAME'] ?? ''))

  const [httpPort, metricsPort] = [await freePort(), await freePort()]
  const env = {
    PATH: process.env['PATH'] ?? '',
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name, onThisMachine(value)])),
    ...edge.environment('earshot'),
    EARSHOT_MODEL_DIRECTORY: join(folder, 'models'),
    EARSHOT_HTTP_PORT: String(httpPort),
    EARSHOT_METRICS_PORT: String(metricsPort),
  }
  const child = spawn(process.execPath, command(), { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => lines.push(...String(data).split('\n').filter(Boolean)))
  }
  return {
    edge,
    folder,
    env,
    lines,
    url: `http://127.0.0.1:${httpPort}`,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    /** Throws what the module said when it has ended, so that no test waits for it. */
    stillRuns(): void {
      if (child.exitCode !== null) throw new Error(`the module ended: ${lines.join(' ')}`)
    },
    stop: () => stop(child),
    async [Symbol.asyncDispose](): Promise<void> {
      await stop(child)
      await edge.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** As the container engine does: SIGTERM, and SIGKILL when 10 s were not enough. @returns The exit code; null when killed. */
async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    const limit = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await exited
    clearTimeout(limit)
  }
  return child.exitCode
}
