export type PropertyBag = Readonly<Record<string, string>>

/** A message as IoT Edge carries it: body, application properties, system properties (`$.mid`, `$.ct`, …). */
export interface HubMessage {
  readonly moduleId: string
  readonly output: string
  readonly body: Buffer
  readonly properties: PropertyBag
  readonly system: PropertyBag
}

/** Read `k=v&%24.mid=…`, the last level of a telemetry topic. */
export function parsePropertyBag(bag: string): Pick<HubMessage, 'properties' | 'system'> {
  const pairs = [...new URLSearchParams(bag.replaceAll('+', '%2B'))]
  const isSystem = ([name]: [string, string]) => name.startsWith('$.')
  return {
    properties: Object.fromEntries(pairs.filter((pair) => !isSystem(pair))),
    system: Object.fromEntries(pairs.filter(isSystem)),
  }
}

/** Percent-encode every name and value: the SDK decodes with `decodeURIComponent`, for which `+` is no space. */
export function formatPropertyBag(bag: PropertyBag): string {
  return Object.entries(bag)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')
}
