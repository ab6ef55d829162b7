// Podman as a proof needs it: its command line, and Docker's API, by which edgeAgent makes containers too.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

// runc runs with every kind of cgroups; and not every machine lets a container have more than these.
const RUNTIME = ['--runtime', 'runc']
const ULIMITS = [
  { Name: 'nofile', Soft: 1024, Hard: 1024 },
  { Name: 'nproc', Soft: 4096, Hard: 4096 },
]

/** @returns What it printed. @throws With what it printed to stderr, when it fails. */
export function podman(...args) {
  return execFileSync('podman', [...RUNTIME, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}

/** All that a container has written, to both of its outputs. */
export function logsOf(id) {
  const { stdout, stderr } = spawnSync('podman', ['logs', id], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return stdout + stderr
}

/** As {@link podman}, its output shown while it runs. */
export function podmanAloud(...args) {
  execFileSync('podman', [...RUNTIME, ...args], { stdio: 'inherit' })
}

/** Run a command in an image and wait for its end. */
export function runOnce(image, command, options = []) {
  const limits = ULIMITS.flatMap(({ Name, Soft, Hard }) => ['--ulimit', `${Name}=${Soft}:${Hard}`])
  return podman('run', '--rm', ...limits, ...options, image, ...command)
}

/** Docker's API, served by Podman on a socket in `folder` for as long as this process lives. */
export async function dockerApi(folder) {
  const socketPath = `${folder}/docker.sock`
  const service = spawn('podman', [...RUNTIME, 'system', 'service', '--time', '0', `unix://${socketPath}`], {
    stdio: 'ignore',
  })
  while (!existsSync(socketPath)) {
    if (service.exitCode !== null) throw new Error('podman serves no API')
    await pause(50)
  }

  function call(method, path, body) {
    return new Promise((resolve, reject) => {
      const options = { socketPath, method, path: `/v1.40${path}`, headers: { 'content-type': 'application/json' } }
      const sent = request(options, async (response) => {
        const text = (await response.toArray()).join('')
        if (response.statusCode < 300) resolve(text === '' ? undefined : JSON.parse(text))
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`))
      })
      sent.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body))
    })
  }

  return {
    /** Create and start a container, with the container options of a manifest. */
    async start(name, network, options) {
      const HostConfig = { ...options.HostConfig, NetworkMode: network, Ulimits: ULIMITS }
      const NetworkingConfig = { EndpointsConfig: { [network]: { Aliases: [name] } } }
      const path = `/containers/create?name=${network}-${name}`
      const { Id } = await call('POST', path, { ...options, HostConfig, NetworkingConfig })
      await call('POST', `/containers/${Id}/start`)
      return Id
    },
    inspect: (id) => call('GET', `/containers/${id}/json`),
    stop: (id) => call('POST', `/containers/${id}/stop?t=10`),
    close: () => service.kill(),
  }
}
