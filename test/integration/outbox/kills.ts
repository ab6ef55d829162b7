import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { build } from 'esbuild'
import type { StormOrder } from './storm.ts'

const ROOT = resolve(import.meta.dirname, '../../..')

/** A program of this folder as one file, which starts in a third of the time. */
export async function bundleProgram(name: 'mqtt-storm' | 'hub-storm') {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-storm-'))
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const program = join(folder, `${name}.mjs`)
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // The store is a native library; the device SDK cannot be bundled.
    external: ['classic-level', 'azure-iot-*'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" },
    logLevel: 'error',
  })
  return { program, folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

export interface KillPlan {
  readonly program: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Folder of the outbox. */
  readonly folder: string
  readonly kills: number
  readonly seed: number
  readonly sources: readonly string[]
}

/** What the killed processes said. */
export interface KillReport {
  /** Ids of the events that were accepted, as they were written down. */
  readonly accepted: readonly string[]
  readonly dropped: readonly string[]
}

const EVENTS_A_LIFE = 12
/** How far into a storm it is killed at most: by then most has been delivered. @unit ms */
const STORM_MS = 40
/** Every fourth one is killed that early, while it opens its store and connects. @unit ms */
const OPENING_MS = 60

/**
 * Let a storm of events begin again and again on the same outbox, and kill it each time at a seeded moment; then let
 * a last process deliver what waits.
 */
export async function stormAndKill({ program, args = [], env = {}, ...plan }: KillPlan): Promise<KillReport> {
  const accepted: string[] = []
  const dropped: string[] = []
  const random = lehmer(plan.seed)

  function spawnReady() {
    const child = spawn(process.execPath, [program, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'] ?? '', ...env },
    })
    const closed = once(child, 'close')
    const said = new EventEmitter()
    const heard = (word: string) => Promise.race([once(said, word), closed])
    const ready = heard('ready')
    createInterface(child.stdout).on('line', (line) => {
      const [word = '', rest = ''] = line.split(' ', 2)
      if (word === 'accepted') accepted.push(rest)
      if (word === 'dropped') dropped.push(line)
      said.emit(word)
    })
    return { child, closed, ready, heard }
  }
  const begin = (child: ChildProcess, order: Pick<StormOrder, 'first' | 'count'>) =>
    child.stdin?.write(`${JSON.stringify({ folder: plan.folder, sources: plan.sources, ...order })}\n`)

  let next = spawnReady()
  for (let life = 0; life < plan.kills; life++) {
    const { child, closed, ready, heard } = next
    await ready
    next = spawnReady() // It gets ready while this one lives.
    const isStorming = heard('accepted')
    begin(child, { first: life * 1_000, count: EVENTS_A_LIFE })
    if (life % 4 !== 0) await isStorming
    await pause(random() * (life % 4 === 0 ? OPENING_MS : STORM_MS))
    child.kill('SIGKILL')
    await closed
  }
  await next.ready
  begin(next.child, { first: 0, count: 0 })
  await next.closed
  if (next.child.exitCode !== 0) throw new Error('the last process did not deliver what waited')
  return { accepted, dropped }
}

/** Numbers from 0 to 1, the same for the same seed. */
function lehmer(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
