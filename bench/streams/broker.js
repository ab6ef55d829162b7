import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import mqtt from 'mqtt'

/** Debian keeps Mosquitto where only root looks. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` }

/** A real broker in a process of its own: Mosquitto where it is installed, else the embedded aedes. */
export async function startBroker() {
  const port = await freePort()
  const hasMosquitto = spawnSync('which', ['mosquitto'], { env }).status === 0
  const child = hasMosquitto ? mosquitto(port) : aedes(port)
  const url = `mqtt://127.0.0.1:${port}`
  for (let i = 0; i < 100; i++) {
    try {
      await (await mqtt.connectAsync(url, { reconnectPeriod: 0 })).endAsync()
      return {
        name: hasMosquitto ? 'Mosquitto' : 'aedes',
        protocol: hasMosquitto ? 5 : 4,
        url,
        pid: child.pid,
        stop: () => child.kill(),
      }
    } catch {
      await pause(50)
    }
  }
  throw new Error('the broker did not start')
}

function mosquitto(port) {
  const file = join(mkdtempSync(join(tmpdir(), 'earshot-bench-')), 'mosquitto.conf')
  writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_queued_bytes 0\n`)
  return spawn('mosquitto', ['-c', file], { env, stdio: 'ignore' })
}

function aedes(port) {
  const program = `import { EmbeddedBroker } from './dist/sim/broker.js'; await new EmbeddedBroker({ port: ${port} }).start()`
  return spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' })
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
