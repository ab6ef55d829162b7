import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alarmRuleOf, loadConfig, secretsOf, shownConfig } from '../../src/config.ts'
import { checkAlarmRule } from '../../src/detect/alarm-rule.ts'
import { ConfigError } from '../../src/errors.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-config-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function written(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

function mistakesOf(sources: Parameters<typeof loadConfig>[0]): string {
  try {
    loadConfig(sources)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return error instanceof Error ? error.message : ''
  }
  throw new Error('the configuration was accepted')
}

describe('loadConfig', () => {
  it('needs nothing: every key has a default', () => {
    const config = loadConfig()
    expect(config.mqtt.url).toBe('mqtt://localhost:1883')
    expect(config.http.port).toBe(8080)
    expect(config.device.id).toBe(hostname())
    expect(config.mqtt.clientId).toBe(`earshot-${hostname()}`)
  })

  it('takes the environment over the file, the file over a preset, and options over all', () => {
    const file = written('order.json', { http: { port: 1001, host: 'file' }, alarm: { raiseAt: 0.9 } })
    const config = loadConfig({
      preset: { http: { port: 1000, host: 'preset' }, log: { format: 'pretty' }, alarm: { clearAt: 0.1 } },
      file,
      env: { EARSHOT_HTTP_PORT: '1002', EARSHOT_ALARM_CLEAR_AT: '0.2' },
      override: { alarm: { clearAt: 0.3 } },
    })
    expect(config.http.port).toBe(1002)
    expect(config.http.host).toBe('file')
    expect(config.log.format).toBe('pretty')
    expect(config.alarm).toMatchObject({ raiseAt: 0.9, clearAt: 0.3 })
  })

  it('finds the file by EARSHOT_CONFIG', () => {
    const file = written('named.json', { log: { level: 'debug' } })
    expect(loadConfig({ env: { EARSHOT_CONFIG: file } }).log.level).toBe('debug')
  })

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfig({ env: { EARSHOT_HTTP_PORT: '', EARSHOT_CONFIG: '' } }).http.port).toBe(8080)
  })

  it('passes over what others keep in the environment', () => {
    expect(loadConfig({ env: { PATH: '/bin', IOTEDGE_DEVICEID: 'press-7' } }).device.id).toBe('press-7')
  })

  it('reports all mistakes at once, wherever they are', () => {
    const file = written('wrong.json', {
      alarm: { raiseAt: 7 },
      audio: { defaultFormat: 'mp3' },
      mqtt: { prefix: 'x' },
      sound: {},
    })
    const text = mistakesOf({
      file,
      env: {
        EARSHOT_HTTP_PORT: '80a',
        EARSHOT_METRICS_ENABLED: 'perhaps',
        EARSHOT_MQTT_ULR: 'mqtt://x',
        EARSHOT_MQTT_KEEPALIVE_SECONDS: '2.5',
      },
    })
    expect(text).toContain('alarm.raiseAt: must be a number, 0 to 1 (EARSHOT_ALARM_RAISE_AT): value was 7')
    expect(text).toContain('audio.defaultFormat: must be one of')
    expect(text).toContain('mqtt.prefix: unknown key')
    expect(text).toContain('sound: unknown section')
    expect(text).toContain('http.port: must be a whole number, 0 to 65535 (EARSHOT_HTTP_PORT): value was "80a"')
    expect(text).toContain('metrics.enabled: must be true or false')
    expect(text).toContain('EARSHOT_MQTT_ULR: unknown variable')
    expect(text).toContain('mqtt.keepaliveSeconds: must be a whole number')
    expect(text).toContain('8 mistake(s)')
  })

  it.each([
    { env: { EARSHOT_ALARM_RAISE_AT: '0.4' }, says: 'alarm.clearAt must be at most alarm.raiseAt' },
    { env: { EARSHOT_ALARM_RAISE_WINDOWS: '9' }, says: 'alarm.raiseWindows must be at most' },
    { env: { EARSHOT_ALARM_CLEAR_WINDOWS: '9' }, says: 'alarm.clearWindows must be at most' },
    { env: { EARSHOT_MQTT_PASSWORD: 'tulip-7' }, says: 'mqtt.username must be given' },
    { env: { EARSHOT_HTTP_PORT: '9600' }, says: 'http.port and metrics.port must differ' },
    { env: { EARSHOT_MQTT_CERT_FILE: 'package.json' }, says: 'mqtt.certFile and mqtt.keyFile' },
    { env: { EARSHOT_HTTP_PUBLIC_URL: 'http://plant:99999' }, says: 'http.publicUrl must be an address' },
  ])('refuses keys that quarrel: $says', ({ env, says }) => {
    expect(mistakesOf({ env })).toContain(says)
  })

  it('does not blame the partner of a key that is itself wrong', () => {
    expect(mistakesOf({ env: { EARSHOT_ALARM_RAISE_AT: '-1' } })).toContain('1 mistake(s)')
  })

  it.each([
    ['{"http": {"port": 1', 'is not JSON'],
    ['[1]', 'must hold an object of sections'],
    ['{"http": 8080}', 'http: must be an object of keys'],
    ['{"http": {"port": null}}', 'http.port: must be a whole number'],
    ['{"__proto__": {"port": 1}}', '__proto__: unknown section'],
  ])('refuses the file %s', (content, says) => {
    expect(mistakesOf({ file: written('bad.json', content) })).toContain(says)
  })

  it('refuses a file that is not there', () => {
    expect(mistakesOf({ file: join(folder, 'none.json') })).toContain('cannot be read')
  })
})

describe('secrets', () => {
  it('reads the password from a file, without its last line break', () => {
    const passwordFile = written('password', 'open sesame\n')
    const { mqtt } = loadConfig({ env: { EARSHOT_MQTT_USERNAME: 'ear', EARSHOT_MQTT_PASSWORD_FILE: passwordFile } })
    expect(mqtt.password).toBe('open sesame')
  })

  it('refuses a file that cannot be read', () => {
    const env = { EARSHOT_MQTT_USERNAME: 'ear', EARSHOT_MQTT_PASSWORD_FILE: folder }
    expect(mistakesOf({ env })).toContain('mqtt.passwordFile: must be the path of a file')
  })

  it('shows the configuration without them', () => {
    const config = loadConfig({ env: { EARSHOT_MQTT_USERNAME: 'ear', EARSHOT_MQTT_PASSWORD: 'tulip-7' } })
    expect(secretsOf(config)).toEqual(['tulip-7'])
    expect(shownConfig(config)).toMatchObject({ 'mqtt.username': 'ear', 'mqtt.password': '[hidden]' })
    expect(JSON.stringify(shownConfig(config))).not.toContain('tulip-7')
  })

  it.each([
    { env: { EARSHOT_MQTT_URL: 'mqtt://ear:tulip-7@host' } },
    { env: { EARSHOT_MQTT_URL: 'mqtt://ear:tulip-7@host', EARSHOT_MQTT_PASSWORD: 'tulip-7' } },
    { content: '{"mqtt": {"password": "tulip-7" "x"}}' },
    { content: '{"mqtt": {"password": {"is":"tulip-7"}}}' },
  ])('keeps them out of the mistakes: %j', ({ env = {}, content = '{}' }) => {
    expect(mistakesOf({ env, file: written('secret.json', content) })).not.toContain('tulip-7')
  })
})

describe('the alarm rule', () => {
  it('of the defaults is one that the alarm accepts', () => {
    expect(() => checkAlarmRule(alarmRuleOf(loadConfig()))).not.toThrow()
  })

  it('carries thresholds by label, whatever the label is called', () => {
    const labels = { 'bearing v1.2': { raiseAt: 0.6, clearAt: 0.2 }, constructor: { raiseAt: 1, clearAt: 0 } }
    const fromFile = loadConfig({ file: written('labels.json', { alarm: { labels } }) })
    const fromEnv = loadConfig({ env: { EARSHOT_ALARM_LABELS: JSON.stringify(labels) } })
    expect(alarmRuleOf(fromFile).labels).toEqual(labels)
    expect(alarmRuleOf(fromEnv).labels).toEqual(labels)
  })

  it.each(['{"a":{"raiseAt":0.2,"clearAt":0.5}}', '{"a":{"raiseAt":0.2}}', '{"a":1}', '[]', '{', '3'])(
    'refuses thresholds by label such as %s',
    (labels) => {
      expect(mistakesOf({ env: { EARSHOT_ALARM_LABELS: labels } })).toContain('alarm.labels: must be an object')
    },
  )
})
