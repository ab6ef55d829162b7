import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { applyDesired } from '../../../src/config/desired.ts'
import { KEYS } from '../../../src/config/schema.ts'
import { loadConfig } from '../../../src/config.ts'
import {
  environmentOf,
  LAYER,
  moduleOf,
  modulesOf,
  read,
  readJson,
  readLayer,
  readModuleFile,
  readTemplate,
  TEMPLATES,
} from './deployment-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'earshot-deployment-'))
afterAll(() => rmSync(folder, { recursive: true }))
const password = join(folder, 'mqtt-password')
writeFileSync(password, 'correct horse\n')

/** The module's environment, with the one file in it where this machine has it. */
const environment = (path: (typeof TEMPLATES)[number]): Record<string, string> => ({
  ...environmentOf(moduleOf(readTemplate(path), 'earshot')),
  EARSHOT_MQTT_PASSWORD_FILE: password,
})
const settings = (name: string) => moduleOf(readTemplate(), name).settings.createOptions
const defaultOf = (path: string) => KEYS.get(path)?.default
const mosquittoPort = /^listener (\d+)$/m.exec(read('mosquitto/mosquitto.conf'))?.[1]

describe.each(TEMPLATES)('the module’s part of %s', (path) => {
  it('is configured as the module takes it', () => {
    const { mqtt, log } = loadConfig({ env: environment(path) })
    expect(mqtt).toMatchObject({ username: 'earshot', password: 'correct horse' })
    expect(log.format).toBe('iotedge')
  })

  it('desires what may change while the module runs', () => {
    const desired = readTemplate(path).modulesContent.earshot['properties.desired']
    expect(Object.keys(desired).length).toBeGreaterThan(0)
    expect(applyDesired({ env: environment(path) }, desired)).toMatchObject({ isTaken: true })
  })

  it('finds the broker where the other module listens', () => {
    const url = new URL(environment(path)['EARSHOT_MQTT_URL'] ?? '')
    expect(modulesOf(readTemplate(path))).toHaveProperty(url.hostname)
    expect(url.port).toBe(mosquittoPort)
  })

  it('takes its password from a file of a folder that is mounted, read-only', () => {
    const { env = {}, settings } = moduleOf(readTemplate(path), 'earshot')
    expect(env['EARSHOT_MQTT_PASSWORD_FILE']?.value).toBe('/run/secrets/mqtt-password')
    expect(settings.createOptions.HostConfig.Binds).toContain('/etc/earshot/secrets:/run/secrets:ro')
    expect(env).not.toHaveProperty('EARSHOT_MQTT_PASSWORD')
  })

  it('starts the hub first, then the broker, then the module', () => {
    const { systemModules, modules } = readTemplate(path).modulesContent.$edgeAgent['properties.desired']
    const orders = { edgeHub: systemModules.edgeHub, ...modules }
    const order = Object.fromEntries(Object.entries(orders).map(([name, { startupOrder }]) => [name, startupOrder]))
    expect(order).toEqual({ edgeHub: 0, mosquitto: 1, earshot: 2, metricscollector: 3 })
  })

  it('rotates every log and limits every module', () => {
    const { systemModules, modules } = readTemplate(path).modulesContent.$edgeAgent['properties.desired']
    for (const { settings } of [...Object.values(systemModules), ...Object.values(modules)]) {
      const { Config } = settings.createOptions.HostConfig.LogConfig
      expect(Config).toEqual({ 'max-size': '10m', 'max-file': '5' })
    }
    for (const [name, { settings }] of Object.entries(modules)) {
      const { Memory = 0, NanoCpus = 0 } = settings.createOptions.HostConfig
      expect(Memory, name).toBeGreaterThanOrEqual(128 * 2 ** 20)
      expect(NanoCpus, name).toBeGreaterThan(0)
    }
  })

  it('runs our images and the broker’s without privileges, on a read-only root', () => {
    for (const name of ['mosquitto', 'earshot']) {
      expect(moduleOf(readTemplate(path), name).settings.createOptions.HostConfig).toMatchObject({
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
      })
    }
  })

  it('keeps what must outlive a container on the host', () => {
    const { edgeHub } = readTemplate(path).modulesContent.$edgeAgent['properties.desired'].systemModules
    const kept = (binds: readonly string[] = []) => binds.map((bind) => bind.split(':')[1])
    expect(kept(edgeHub.settings.createOptions.HostConfig.Binds)).toEqual([environmentOf(edgeHub)['storageFolder']])
    const [broker, module] = ['mosquitto', 'earshot'].map((name) => moduleOf(readTemplate(path), name).settings)
    const persistence = /^persistence_location (\/.+)\/$/m.exec(read('mosquitto/mosquitto.conf'))?.[1]
    expect(kept(broker?.createOptions.HostConfig.Binds)).toContain(persistence)
    expect(kept(module?.createOptions.HostConfig.Binds)).toContain('/data')
  })
})

describe('ports', () => {
  it('of the module are those it listens on', () => {
    const [page, metrics] = [defaultOf('http.port'), defaultOf('metrics.port')]
    const { ExposedPorts = {}, HostConfig } = settings('earshot')
    expect(Object.keys(ExposedPorts)).toEqual([`${page}/tcp`, `${metrics}/tcp`])
    expect(HostConfig.PortBindings).toEqual({ [`${page}/tcp`]: [{ HostPort: String(page) }] })
  })

  it('of the broker are those it listens on', () => {
    const { ExposedPorts = {}, HostConfig } = settings('mosquitto')
    expect(Object.keys(ExposedPorts)).toEqual([`${mosquittoPort}/tcp`])
    expect(HostConfig.PortBindings).toEqual({ [`${mosquittoPort}/tcp`]: [{ HostPort: mosquittoPort }] })
  })

  it('are taken once on the host', () => {
    for (const path of TEMPLATES) {
      const taken = Object.values(modulesOf(readTemplate(path))).flatMap(({ settings }) =>
        Object.values(settings.createOptions.HostConfig.PortBindings ?? {}).flatMap((bindings) =>
          bindings.map(({ HostPort }) => HostPort),
        ),
      )
      expect(new Set(taken).size).toBe(taken.length)
    }
  })

  it('are asked for metrics where a module serves them', () => {
    const urls = environmentOf(moduleOf(readTemplate(), 'metricscollector'))['MetricsEndpointsCSV']?.split(',') ?? []
    const { systemModules, modules } = readTemplate().modulesContent.$edgeAgent['properties.desired']
    for (const url of urls) {
      const { hostname, port, pathname } = new URL(url)
      const name = Object.keys({ ...systemModules, ...modules }).find((module) => module.toLowerCase() === hostname)
      expect([name, port, pathname]).toEqual([expect.any(String), String(defaultOf('metrics.port')), '/metrics'])
    }
    expect(urls).toHaveLength(3)
  })
})

describe('the metrics collector', () => {
  it('is an option: it stands in the template and is stopped', () => {
    expect(moduleOf(readTemplate(), 'metricscollector').status).toBe('stopped')
  })
})

describe('the version', () => {
  const { version } = z.object({ version: z.string() }).parse(readJson('package.json'))

  it('is one in package.json, module.json and the templates', () => {
    expect(readModuleFile().image.tag.version).toBe(version)
    for (const path of TEMPLATES) expect(moduleOf(readTemplate(path), 'earshot').version).toBe(version)
  })

  it('of the runtime is 1.6, for agent and hub', () => {
    for (const path of TEMPLATES) {
      const { systemModules } = readTemplate(path).modulesContent.$edgeAgent['properties.desired']
      expect(Object.values(systemModules).map(({ settings }) => settings.image)).toEqual([
        'mcr.microsoft.com/azureiotedge-agent:1.6',
        'mcr.microsoft.com/azureiotedge-hub:1.6',
      ])
    }
  })

  it('of no image is left to chance', () => {
    for (const path of TEMPLATES) {
      const images = [...read(path).matchAll(/"image": "(.+)"/g)].map(([, image]) => image)
      expect(images.filter((image) => !/^\$\{MODULES\.earshot\}$|:\d+(\.\d+)+$/.test(image ?? ''))).toEqual([])
    }
  })
})

describe('the debug template', () => {
  it('differs from the other in what a debugger needs, and in nothing else', () => {
    const [plain, debug] = TEMPLATES.map((path) => readTemplate(path))
    const { settings, env } = moduleOf(readTemplate(TEMPLATES[1]), 'earshot')
    const { Entrypoint, Cmd, ExposedPorts, HostConfig } = settings.createOptions
    expect([Entrypoint, Cmd]).toEqual([['node', '--inspect=0.0.0.0:9229', '/app/dist/cli.js'], ['run']])
    expect(ExposedPorts).toHaveProperty(['9229/tcp'])
    expect(HostConfig.PortBindings?.['9229/tcp']).toEqual([{ HostIp: '127.0.0.1', HostPort: '9229' }])
    expect(env?.['EARSHOT_LOG_LEVEL']).toEqual({ value: 'debug' })
    for (const template of [plain, debug]) {
      const { $edgeAgent, earshot } = template?.modulesContent ?? {}
      if ($edgeAgent === undefined || earshot === undefined) throw new Error('a template is missing')
      const { env = {}, settings } = $edgeAgent['properties.desired'].modules['earshot'] ?? {}
      delete env['EARSHOT_LOG_LEVEL']
      delete earshot['properties.desired']['log']
      delete settings?.createOptions.ExposedPorts?.['9229/tcp']
      delete settings?.createOptions.HostConfig.PortBindings?.['9229/tcp']
      delete settings?.createOptions.HostConfig.Memory
      delete settings?.createOptions.Entrypoint
      delete settings?.createOptions.Cmd
    }
    expect(debug).toEqual(plain)
  })
})

describe(LAYER, () => {
  const { $edgeAgent, $edgeHub, earshot } = readLayer().content.modulesContent
  const { modulesContent } = readTemplate()

  it('adds the broker and the module of the template to a device that has others', () => {
    const { mosquitto, earshot: module } = modulesOf(readTemplate())
    expect($edgeAgent).toEqual({
      'properties.desired.modules.mosquitto': mosquitto,
      'properties.desired.modules.earshot': module,
    })
  })

  it('adds their routes, and desired properties that are taken', () => {
    const { routes } = modulesContent.$edgeHub['properties.desired']
    const { earshotAlarmsToHub, earshotVerdictsToHub } = routes
    expect($edgeHub).toEqual({
      'properties.desired.routes.earshotAlarmsToHub': earshotAlarmsToHub,
      'properties.desired.routes.earshotVerdictsToHub': earshotVerdictsToHub,
    })
    expect(applyDesired({}, earshot['properties.desired'])).toMatchObject({ isTaken: true })
  })
})
