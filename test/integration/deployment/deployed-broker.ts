import { copyFileSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { freePort, type TestBroker } from '../broker.ts'
import { startMosquittoWith, writePasswords } from '../mosquitto.ts'

const DEPLOYED = resolve(import.meta.dirname, '../../../mosquitto')

/** One of each part that the access list knows, and a microphone with a user of its own. */
export const USERS = {
  earshot: 'ear',
  microphone: 'mic',
  dashboard: 'dash',
  engineer: 'eng',
  'fan-1': 'fan',
} as const
export type User = keyof typeof USERS

/** Mosquitto as `mosquitto/` deploys it; only folders, port and address are this machine's. */
export async function startDeployedBroker(): Promise<TestBroker> {
  const port = await freePort()
  return await startMosquittoWith(port, (folder) => {
    copyFileSync(join(DEPLOYED, 'acl'), join(folder, 'acl'))
    writePasswords(join(folder, 'passwords'), USERS)
    const deployed = readFileSync(join(DEPLOYED, 'mosquitto.conf'), 'utf8')
    const adapted = deployed
      .replaceAll('/mosquitto/config', folder)
      .replaceAll('/mosquitto/data', folder)
      .replace(/^listener \d+$/m, `listener ${port} 127.0.0.1`)
    return `${adapted}\nuser ${userInfo().username}\n`
  })
}

/** Connect as one of the users; MQTT 5 tells a publisher that it was refused. */
export async function joinAs(
  user: User,
  { url }: TestBroker,
  options: IClientOptions = {},
): Promise<MqttClient & AsyncDisposable> {
  const login = { username: user, password: USERS[user], reconnectPeriod: 0, protocolVersion: 5 as const }
  const client = await connectAsync(url, { ...login, ...options })
  client.on('error', () => undefined)
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.endAsync(true) })
}
