import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort, type TestBroker } from './broker.ts'

const PROGRAMS = ['mosquitto', 'mosquitto_pub', 'mosquitto_sub', 'mosquitto_passwd']
/** Debian keeps the broker where only root looks. */
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`

const missing = PROGRAMS.filter((program) => spawnSync('which', [program], { env: { PATH } }).status !== 0)

/** Where the programs are not installed the tests are skipped, by name; but not where everything must be checked. */
export const hasMosquitto = missing.length === 0
if (!hasMosquitto && process.env['CI']) {
  throw new Error(`these tests need ${missing.join(', ')}: install the Debian packages mosquitto and mosquitto-clients`)
}

export interface MosquittoOptions {
  readonly port?: number
  /** User names and passwords; without them everybody is let in. */
  readonly users?: Readonly<Record<string, string>>
  /** Lines of an access list. */
  readonly acl?: readonly string[]
  /** Further lines of the configuration. */
  readonly lines?: readonly string[]
}

/** The real Mosquitto on a free port, killed by `await using` or by hand. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<TestBroker> {
  const port = options.port ?? (await freePort())
  return await startMosquittoWith(port, (folder) => configuration(folder, port, options))
}

/**
 * The real Mosquitto with a configuration of one's own, which must let it listen on 127.0.0.1.
 *
 * @param configure - Writes what the configuration refers to into a folder, and returns the configuration.
 */
export async function startMosquittoWith(port: number, configure: (folder: string) => string): Promise<TestBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-mosquitto-'))
  writeFileSync(join(folder, 'mosquitto.conf'), configure(folder))
  const child = spawn('mosquitto', ['-c', join(folder, 'mosquitto.conf')], { env: { PATH }, stdio: 'ignore' })
  await listening(child, port)

  async function stop(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    }
    rmSync(folder, { recursive: true, force: true })
  }

  return { url: `mqtt://127.0.0.1:${port}`, port, stop, [Symbol.asyncDispose]: stop }
}

function configuration(folder: string, port: number, { users, acl, lines = [] }: MosquittoOptions): string {
  const all = [`listener ${port} 127.0.0.1`, 'persistence false', `user ${userInfo().username}`, ...lines]
  if (users === undefined) all.push('allow_anonymous true')
  else {
    const file = join(folder, 'passwords')
    writePasswords(file, users)
    all.push('allow_anonymous false', `password_file ${file}`)
  }
  if (acl !== undefined) {
    const file = join(folder, 'acl')
    writeFileSync(file, `${acl.join('\n')}\n`, { mode: 0o600 })
    all.push(`acl_file ${file}`)
  }
  return `${all.join('\n')}\n`
}

export function writePasswords(file: string, users: Readonly<Record<string, string>>): void {
  writeFileSync(file, '', { mode: 0o600 })
  for (const [user, password] of Object.entries(users)) run('mosquitto_passwd', ['-b', file, user, password])
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  const endMs = performance.now() + 10_000
  while (performance.now() < endMs && child.exitCode === null) {
    const socket = connect(port, '127.0.0.1')
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (isOpen) return
    await pause(10)
  }
  throw new Error(`mosquitto did not start to listen on port ${port}`)
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { env: { PATH }, encoding: 'utf8', timeout: 20_000 })
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`)
}

/** Publish as a user would, with `mosquitto_pub`; resolves when it has ended. */
export async function mosquittoPub(port: number, args: readonly string[]): Promise<void> {
  const child = spawn('mosquitto_pub', ['-h', '127.0.0.1', '-p', String(port), ...args], { env: { PATH } })
  let complaint = ''
  child.stderr.on('data', (data: Buffer) => {
    complaint += String(data)
  })
  // Not its exit: what it complained of may still be in the pipe then.
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`mosquitto_pub failed: ${complaint}`)
}

/**
 * Receive as a user would, with `mosquitto_sub`, until so many messages have come.
 *
 * @returns Resolves, once it is subscribed, to a function that waits for the messages' texts.
 */
export async function mosquittoSub(port: number, topic: string, count: number): Promise<() => Promise<string[]>> {
  const args = ['-h', '127.0.0.1', '-p', String(port), '-t', topic, '-q', '1', '-C', String(count), '-W', '20', '-d']
  const child = spawn('stdbuf', ['-oL', 'mosquitto_sub', ...args], { env: { PATH } }) // Line by line, to see that it is subscribed.
  let text = ''
  const subscribed = new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      text += String(data)
      if (text.includes('Subscribed (mid')) resolve()
    })
  })
  // Not its exit: what it received may still be in the pipe then.
  const ended = once(child, 'close')
  await Promise.race([subscribed, ended])
  return async () => {
    await ended
    return text.split('\n').filter((line) => line.startsWith('{'))
  }
}
