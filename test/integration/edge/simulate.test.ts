import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { askRuntime, edgeControl } from '../../../src/cli/edge-control.ts'
import { addSimulateCommand } from '../../../src/cli/simulate.ts'
import { ConfigError, NotFoundError, RequestError, TransportError } from '../../../src/errors.ts'
import { startEdgeRuntime } from '../../../src/sim/edge/runtime.ts'
import { jsonListener, listen } from '../../../src/sim/json-server.ts'
import { openModule } from './sdk-module.ts'

/** A module that is not Earshot: it doubles what comes in and answers one direct method. */
const DOUBLER = `
import iot from 'azure-iot-device'
import transport from 'azure-iot-device-mqtt'

const client = await iot.ModuleClient.fromEnvironment(transport.Mqtt)
await client.open()
client.on('inputMessage', async (input, message) => {
  const doubled = 2 * JSON.parse(message.getBytes().toString())
  await client.sendOutputEvent('doubled', new iot.Message(JSON.stringify(doubled)))
})
client.onMethod('ping', (request, response) => response.send(200, 'pong'))
`

const printed: string[] = []
const told: string[] = []
let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'earshot-test-'))
  printed.length = told.length = 0
  vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line))
  vi.spyOn(console, 'error').mockImplementation((line: string) => void told.push(line))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(directory, { recursive: true })
})

function simulate(...args: string[]): Promise<unknown> {
  const program = new Command()
  addSimulateCommand(program)
  return program.parseAsync(['simulate', ...args], { from: 'user' })
}

/** Run `earshot simulate` on free ports until the block ends. */
async function simulating(...options: string[]) {
  const ports = ['--mqtt-port', '0', '--https-port', '0', '--control-port', '0']
  const run = simulate(...ports, ...options)
  const failed = run.then(() => Promise.reject(new Error('it ended')))
  await Promise.race([vi.waitFor(() => expect(told.join()).toContain('control http://')), failed])
  failed.catch(() => undefined)
  const control = /control (\S+)/.exec(told.join('\n'))?.[1] ?? ''
  const stop = async () => {
    process.emit('SIGTERM')
    await run
  }
  return { control, [Symbol.asyncDispose]: stop }
}

describe('earshot simulate', () => {
  it('runs a ten-line module of another kind in its own process, from the printed environment alone', async () => {
    await using simulation = await simulating('--module', 'doubler')
    const lines = printed.join('\n').matchAll(/^export (\w+)='(.*)'$/gm)
    const env = { ...process.env, ...Object.fromEntries([...lines].map(([, name, value]) => [name, value])) }
    const child = spawn(process.execPath, ['--input-type=module', '--eval', DOUBLER], { env, stdio: 'ignore' })
    try {
      const ping = () => askRuntime(simulation.control, 'POST', '/call/doubler/ping?timeoutSeconds=1', {})
      await vi.waitFor(async () => expect(await ping()).toEqual({ status: 200, payload: 'pong' }), 15_000)
      await askRuntime(simulation.control, 'POST', '/inputs/doubler/numbers?unit=mm', 21)
      await vi.waitFor(() => expect(told).toContain('upstream doubler/doubled {} 42'), 5_000)
      expect(await askRuntime(simulation.control, 'GET', '/messages')).toMatchObject([
        { output: 'doubled', body: '42' },
      ])
    } finally {
      child.kill()
    }
  })

  it('reads routes from a manifest and desired properties, and lets another terminal throw faults', async () => {
    const [routes, desired] = [join(directory, 'routes.json'), join(directory, 'desired.json')]
    const route = { route: 'FROM /messages/* INTO $upstream', priority: 1, timeToLiveSecs: 60 }
    const manifest = { modulesContent: { $edgeHub: { 'properties.desired': { routes: { all: route } } } } }
    await writeFile(routes, JSON.stringify(manifest))
    await writeFile(desired, JSON.stringify({ earshot: { hopFrames: 43 } }))
    await using simulation = await simulating('--routes', routes, '--desired', desired, '--down')
    const ask = (...args: [string, string, unknown?]) => askRuntime(simulation.control, ...args)
    expect(await ask('GET', '/twins/earshot')).toMatchObject({ desired: { hopFrames: 43, $version: 1 } })
    expect(await ask('PATCH', '/twins/earshot', { hopFrames: 20 })).toMatchObject({
      desired: { hopFrames: 20, $version: 2 },
    })
    const fault = (...args: string[]) => simulate('fault', ...args, '--control', simulation.control)
    printed.length = 0
    await fault('restart')
    await fault('twinStatus', '503')
    await fault('cloudOffline', 'off')
    expect(printed).toEqual([
      '{"fault":"restart","value":true}',
      '{"fault":"twinStatus","value":503}',
      '{"fault":"cloudOffline","value":false}',
    ])
    await expect(fault('constructor')).rejects.toThrow(NotFoundError)
    await expect(ask('POST', '/faults/twinStatus', 200)).rejects.toThrow(RequestError)
  })

  it('refuses a file that holds no routes, and a route to nowhere, before anything listens', async () => {
    const routes = join(directory, 'routes.json')
    const withRoutes = () => simulate('--control-port', '0', '--routes', routes)
    await writeFile(routes, '[1]')
    await expect(withRoutes()).rejects.toThrow(ConfigError)
    await writeFile(routes, JSON.stringify({ a: 'FROM /messages/* INTO BrokeredEndpoint("/modules/nobody/inputs/x")' }))
    await expect(withRoutes()).rejects.toThrow('nobody')
  })
})

describe('the control port', () => {
  it('says what is wrong: no runtime, no such module, no answer in time', async () => {
    await expect(askRuntime('http://127.0.0.1:1', 'GET', '/faults')).rejects.toThrow(TransportError)
    await using edge = await startEdgeRuntime({ modules: ['ear'] })
    const server = createServer(jsonListener(edgeControl(edge)))
    const base = `http://127.0.0.1:${await listen(server, 0)}`
    await expect(askRuntime(base, 'POST', '/call/ear/infer', {})).rejects.toThrow('not connected')
    await expect(askRuntime(base, 'POST', '/call/eye/infer', {})).rejects.toThrow(NotFoundError)
    await expect(askRuntime(base, 'PATCH', '/twins/ear', [1])).rejects.toThrow(RequestError)
    await using ear = await openModule(edge.environment('ear'))
    ear.onMethod('infer', (_, response) => void response?.send(200))
    await vi.waitFor(() => askRuntime(base, 'POST', '/call/ear/infer', {}), 5_000)
    const explode = askRuntime(base, 'POST', '/call/ear/explode?timeoutSeconds=0.2', {})
    await expect(explode).rejects.toThrow('no such method, or no answer: ear did not answer explode within 200 ms')
    expect(await askRuntime(base, 'GET', '/environment/ear?kind=http')).toMatchObject({ IOTEDGE_MODULEID: 'ear' })
    server.close().closeAllConnections()
  })
})
