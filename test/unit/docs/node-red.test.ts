import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { topicsBelow } from '../../../src/adapters/mqtt/topics.ts'

interface FlowNode {
  readonly id: string
  readonly type: string
  readonly z?: string
  readonly topic?: string
  readonly broker?: string
  readonly outputs?: number
  readonly wires?: readonly (readonly string[])[]
  readonly func?: string
  readonly payload?: string
  readonly template?: string
}

const flow = JSON.parse(
  readFileSync(new URL('../../../docs/downstream/node-red.json', import.meta.url), 'utf8'),
) as readonly FlowNode[]
const ids = new Set(flow.map(({ id }) => id))

/** Nodes that every Node-RED has. */
const BUILT_IN = ['tab', 'mqtt-broker', 'mqtt in', 'mqtt out', 'function', 'switch', 'template', 'debug', 'inject']

it('needs no nodes but those that Node-RED comes with', () => {
  for (const { type } of flow) expect(BUILT_IN).toContain(type)
})

it('is wired to nodes that are there, from every output', () => {
  expect(ids.size).toBe(flow.length)
  for (const { wires = [], outputs, z, broker, type, id } of flow) {
    for (const target of wires.flat()) expect(ids.has(target), `${id} → ${target}`).toBe(true)
    if (outputs !== undefined) expect(wires).toHaveLength(outputs)
    if (z !== undefined) expect(ids.has(z)).toBe(true)
    if (broker !== undefined && type !== 'mqtt-broker') expect(ids.has(broker)).toBe(true)
  }
})

it('listens and asks on topics that there are', () => {
  const topics = topicsBelow('earshot')
  const used = flow.flatMap(({ type, topic }) => (type.startsWith('mqtt ') && topic ? [topic] : []))
  expect(used.sort()).toEqual(
    [topics.event('+'), topics.status, `${topics.request}/silence`, topics.response('+')].sort(),
  )
})

it('takes an event once, however often it comes', () => {
  const once = flow.find(({ type }) => type === 'function')
  const kept = new Map<string, unknown>()
  const context = {
    get: (name: string) => kept.get(name),
    set: (name: string, value: unknown) => kept.set(name, value),
  }
  const run = new Function('msg', 'context', once?.func ?? '') as (msg: unknown, memory: typeof context) => unknown
  const event = (id: string) => ({ payload: { id } })
  expect(run(event('fan-1:raised:1'), context)).toEqual(event('fan-1:raised:1'))
  expect(run(event('fan-1:raised:1'), context)).toBeNull()
  for (let n = 0; n < 300; n++) run(event(`fan-1:raised:${n + 2}`), context)
  expect(kept.get('seen')).toHaveLength(200)
})
