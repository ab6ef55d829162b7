import { describe, expect, it } from 'vitest'
import { topicsBelow } from '../../../src/adapters/mqtt/topics.ts'
import { KEYS } from '../../../src/config/schema.ts'
import { isAllowed, readAccessList } from './access-list.ts'
import { environmentOf, moduleOf, read, readTemplate } from './deployment-files.ts'

const list = readAccessList(read('mosquitto/acl'))
const topics = topicsBelow(String(KEYS.get('mqtt.topicPrefix')?.default))

/** What the module receives, and what it publishes. */
const HEARD = [`${topics.audio}/fan-1`, `${topics.audio}/fan-1/s16le/16000/1`, `${topics.request}/infer`]
const SAID = [
  topics.verdict('fan-1'),
  topics.alarm('fan-1'),
  topics.event('fan-1'),
  topics.status,
  topics.response('infer'),
]
const RESULTS = SAID.slice(0, 4)
const ALL = [...HEARD, ...SAID]

const may = (user: string, access: 'read' | 'write') => ALL.filter((topic) => isAllowed(list, user, access, topic))

describe('the access list', () => {
  it.each([
    ['earshot', HEARD, SAID],
    ['microphone', [], HEARD.slice(0, 2)],
    ['dashboard', RESULTS, []],
    ['engineer', [...RESULTS, topics.response('infer')], [`${topics.request}/infer`]],
  ])('lets %s read and write what its part is', (user, reads, writes) => {
    expect([may(user, 'read').toSorted(), may(user, 'write').toSorted()]).toEqual([reads.toSorted(), writes.toSorted()])
  })

  it('lets a microphone with a user of its own send sound of its own source alone', () => {
    const sent = (source: string) => isAllowed(list, 'fan-1', 'write', `${topics.audio}/${source}`)
    expect([sent('fan-1'), sent('fan-2')]).toEqual([true, false])
    expect([may('fan-1', 'read'), may('fan-1', 'write')]).toEqual([[], HEARD.slice(0, 2)])
  })

  it.each(['dashboard', 'engineer'])('lets %s be no source of sound, whatever its name', (user) => {
    expect(isAllowed(list, user, 'write', `${topics.audio}/${user}`)).toBe(false)
  })

  it('knows the user of the manifest', () => {
    const env = environmentOf(moduleOf(readTemplate(), 'earshot'))
    expect([...list.users.keys()]).toContain(env['EARSHOT_MQTT_USERNAME'])
  })

  it('names the topics that docs/mqtt.md names, and no others', () => {
    const documented = [...read('docs/mqtt.md').matchAll(/^\| `(earshot\/[a-z]+)/gm)].map(([, topic]) => topic)
    const named = [...read('mosquitto/acl').matchAll(/^\w+ \w+ (earshot\/[a-z]+)/gm)].map(([, topic]) => topic)
    expect(new Set(named)).toEqual(new Set(documented))
    expect(new Set(ALL.map((topic) => topic.split('/').slice(0, 2).join('/')))).toEqual(new Set(documented))
  })
})
