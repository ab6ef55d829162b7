import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import { shownAddress } from '../adapters/mqtt/refusal.ts'
import { RequestError, TransportError } from '../errors.ts'
import { within } from '../time-limit.ts'
import { askRuntime, DEFAULT_CONTROL_PORT } from './edge-control.ts'
import { realNumber } from './number-option.ts'

interface CallOptions {
  readonly module: string
  readonly control: string
  readonly url?: string
  readonly prefix: string
  readonly timeout: number
}

export function addCallCommand(program: Command): void {
  program
    .command('call')
    .description('call a direct method of a running module, through the local IoT Edge runtime or over MQTT')
    .argument('<method>', 'infer, status, sources, models, useModel, silence, learn')
    .argument('[json]', 'the payload', '{}')
    .option('--url <mqtt-url>', 'over MQTT, through this broker, and not through the runtime')
    .option('--prefix <levels>', 'first levels of the topics', 'earshot')
    .option('--control <url>', 'where the local runtime listens', `http://127.0.0.1:${DEFAULT_CONTROL_PORT}`)
    .option('--module <id>', 'which module', 'earshot')
    .option('--timeout <s>', 'how long to wait', realNumber('--timeout', { from: 0.1, to: 300 }), 30)
    .action(call)
}

async function call(name: string, json: string, options: CallOptions): Promise<void> {
  const payload = parsePayload(json)
  const answer = options.url
    ? await callOverMqtt(name, payload, options.url, options)
    : await callThroughRuntime(name, payload, options)
  console.log(JSON.stringify(answer, null, 2))
}

function parsePayload(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new RequestError(`the payload is not JSON: ${json}`, { cause })
  }
}

function callThroughRuntime(name: string, payload: unknown, { control, module, timeout }: CallOptions) {
  const path = `/call/${encodeURIComponent(module)}/${encodeURIComponent(name)}?timeoutSeconds=${timeout}`
  return askRuntime(control, 'POST', path, payload)
}

/** Marks the request with a `transaction`, which works with MQTT 3.1.1 too. */
async function callOverMqtt(name: string, payload: unknown, url: string, options: CallOptions): Promise<unknown> {
  if (typeof payload !== 'object' || payload === null) throw new RequestError('over MQTT the payload is a JSON object')
  const { connectAsync } = await import('mqtt')
  const { prefix, timeout } = options
  const timeoutMs = timeout * 1_000
  const client = await connectAsync(url, { reconnectPeriod: 0, connectTimeout: timeoutMs }).catch((cause: unknown) => {
    throw new TransportError(`no broker answers at ${shownAddress(url)}`, { cause })
  })
  // What becomes of the connection shows in the lack of an answer.
  client.on('error', () => undefined)
  const ask = async (): Promise<unknown> => {
    const transaction = randomUUID()
    const answer = new Promise<unknown>((resolve) => {
      client.on('message', (_topic, body) => {
        const answered = parseJson(body.toString())
        if (isOurs(answered, transaction)) resolve(answered)
      })
    })
    await client.subscribeAsync(`${prefix}/response/${name}`, { qos: 1 })
    await client.publishAsync(`${prefix}/request/${name}`, JSON.stringify({ ...payload, transaction }), { qos: 1 })
    return await answer
  }
  try {
    return await within(ask(), timeoutMs, () => {
      return new TransportError(`no answer within ${timeout} s: no module listens below ${prefix}/request there`)
    })
  } finally {
    await client.endAsync(true)
  }
}

/** Others may publish there too: what is no JSON is not for us. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isOurs = (answer: unknown, transaction: string): boolean =>
  typeof answer === 'object' && answer !== null && 'transaction' in answer && answer.transaction === transaction
