import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { until } from '../../until.ts'

const PROGRAM = resolve(import.meta.dirname, '../../../dist/cli.js')
const START_MS = 20_000

type Line = Readonly<Record<string, unknown>> & { readonly msg: string }

export interface ModuleProcessOptions {
  /** What the runtime and the manifest give it. */
  readonly env: Readonly<Record<string, string>>
  /** Folder that outlives it; a new one if not given. */
  readonly data?: string
}

/** A folder that goes with the block it is declared in. */
export async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'earshot-module-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** The built module in a process of its own, started as the image starts it. */
export async function startModuleProcess({ env, data }: ModuleProcessOptions) {
  const folder = data ?? (await mkdtemp(join(tmpdir(), 'earshot-module-')))
  const child = spawn(process.execPath, [PROGRAM, 'run'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      EARSHOT_OUTBOX_DIRECTORY: join(folder, 'outbox'),
      EARSHOT_HTTP_PORT: '0',
      EARSHOT_METRICS_PORT: '0',
      ...env,
    },
  })
  const lines: Line[] = []
  let complaint = ''
  createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line)))
  child.stderr.on('data', (data: Buffer) => {
    complaint += String(data)
  })
  const exited = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => ({ code, signal }))
  const isAlive = () => child.exitCode === null && child.signalCode === null

  async function line(text: string, nth = 0, limitMs = START_MS): Promise<Line> {
    const found = () => lines.filter(({ msg }) => msg.startsWith(text))[nth]
    await until(() => found() !== undefined || !isAlive(), `the module logged "${text}"`, limitMs)
    const line = found()
    if (line === undefined) throw new Error(`the module ended before it logged "${text}": ${complaint}`)
    return line
  }

  async function kill(signal: NodeJS.Signals): Promise<Awaited<typeof exited>> {
    if (isAlive()) child.kill(signal)
    return exited
  }

  return {
    pid: Number(child.pid),
    data: folder,
    lines,
    exited,
    /** Waits for a line of the log that begins like this. */
    line,
    /** Tells it to go, or ends it as a power cut does. */
    stop: () => kill('SIGTERM'),
    kill: () => kill('SIGKILL'),
    async [Symbol.asyncDispose](): Promise<void> {
      await kill('SIGKILL')
      if (data === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

export type ModuleProcess = Awaited<ReturnType<typeof startModuleProcess>>
