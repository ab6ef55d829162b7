// Microphones in a process of their own: each publishes a second of sound every second. How many there are is told
// by the parent; those that come join between the others, so that the module never hears all at once.
import mqtt from 'mqtt'
import { machineSound } from '../sound.js'

const { url, protocol, sampleRateHz } = JSON.parse(process.argv[2])
const SECOND_MS = 1_000
const client = await mqtt.connectAsync(url, { protocolVersion: protocol, reconnectPeriod: 0 })

const sound = Int16Array.from(machineSound(sampleRateHz, 12), (x) => Math.round(32_767 * x))
/** @type {{ source: string, seq: number, dueMs: number }[]} */
const microphones = []
let behindMs = 0

process.on('message', ({ count }) => {
  while (microphones.length > count) microphones.pop()
  while (microphones.length < count) {
    const i = microphones.length
    // The golden ratio spreads any number of them evenly over the second.
    microphones.push({ source: `mic-${i}`, seq: 0, dueMs: Date.now() + SECOND_MS * (1 + ((i * 0.618034) % 1)) })
  }
  behindMs = 0
})

setInterval(() => {
  const nowMs = Date.now()
  for (const microphone of microphones) {
    while (microphone.dueMs <= nowMs) {
      behindMs = Math.max(behindMs, nowMs - microphone.dueMs)
      publish(microphone)
      microphone.dueMs += SECOND_MS
    }
  }
}, 5)
setInterval(() => process.send?.({ behindMs, waiting: client.stream.writableLength }), SECOND_MS)

function publish(microphone) {
  const { source, seq, dueMs } = microphone
  microphone.seq += 1
  // A different second of the sound each time: none is taken for a duplicate.
  const from = (seq * 8_191) % (sound.length - sampleRateHz)
  const payload = Buffer.from(sound.buffer, 2 * from, 2 * sampleRateHz)
  const topic = `earshot/audio/${source}/s16le/${sampleRateHz}/1`
  const userProperties = { seq: String(seq), capturedAt: String(Math.round(dueMs - SECOND_MS)) }
  client.publish(topic, payload, protocol === 5 ? { properties: { userProperties } } : {})
}
