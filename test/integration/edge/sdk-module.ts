import type { ModuleClient } from 'azure-iot-device'
import iot from 'azure-iot-device'
import mqttTransport from 'azure-iot-device-mqtt'

/** Run something with these variables in the environment, which the SDK reads when a client is made. */
async function withEnvironment<T>(variables: Readonly<Record<string, string>>, run: () => Promise<T>): Promise<T> {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]))
  Object.assign(process.env, variables)
  try {
    return await run()
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}

/** An SDK client as a module's own code makes it, not yet open. */
export function clientFromEnvironment(environment: Readonly<Record<string, string>>): Promise<ModuleClient> {
  return withEnvironment(environment, () => iot.ModuleClient.fromEnvironment(mqttTransport.Mqtt))
}

/** An open SDK client that is closed with the block it is declared in. */
export async function openModule(
  environment: Readonly<Record<string, string>>,
): Promise<ModuleClient & AsyncDisposable> {
  const client = await clientFromEnvironment(environment)
  client.on('error', () => undefined)
  await client.open()
  return Object.assign(client, {
    [Symbol.asyncDispose]: async () => {
      await client.close()
    },
  })
}

export function message(body: string, properties: Readonly<Record<string, string>> = {}) {
  const built = new iot.Message(body)
  for (const [name, value] of Object.entries(properties)) built.properties.add(name, value)
  return built
}
