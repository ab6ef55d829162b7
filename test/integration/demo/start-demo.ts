import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

interface Demo {
  readonly demo: ChildProcess
  /** Address of its page, and of its broker. */
  readonly page: string
  readonly broker: string
}

/** The demo as `npm start` runs it, on free ports. Stopping it is the caller's. */
export async function startDemo(): Promise<Demo> {
  const demo = spawn(process.execPath, ['dist/cli.js', 'demo', '--broker-port', '0'], {
    env: { ...process.env, EARSHOT_HTTP_PORT: '0', EARSHOT_LOG_FORMAT: 'json' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  return { demo, ...(await readAddresses(demo)) }
}

async function readAddresses(demo: ChildProcess): Promise<{ page: string; broker: string }> {
  if (!demo.stdout) throw new Error('the demo has no output')
  for await (const line of createInterface({ input: demo.stdout })) {
    const [, page, broker] = /the page is at (\S+); audio and alarms are at (\S+)"/.exec(line) ?? []
    if (page && broker) {
      demo.stdout.resume()
      return { page, broker }
    }
  }
  throw new Error('the demo ended before it had started')
}
