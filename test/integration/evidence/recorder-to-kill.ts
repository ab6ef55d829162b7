import { ClipFolder } from '../../../src/adapters/disk/clip-folder.ts'
import type { Log } from '../../../src/pipeline/ports.ts'

// Records one alarm after the other, until it is killed. Says each clip that is whole.

const RATE = 8_000
const [, , folder = '', first = '0'] = process.argv
const silent: Log = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined }
const store = new ClipFolder({
  folder,
  maxBytes: 600_000,
  protectedIds: () => new Set(),
  onComplete: ({ id }) => process.stdout.write(`${id}\n`),
  log: silent,
})
await store.start()
/** Every sample tells its place, so that a hole would show. */
const part = (from: number): Int16Array => Int16Array.from({ length: 500 }, (_, i) => (from + i) % 30_000)
for (let n = Number(first); ; n += 1) {
  const window = { startMs: 0, endMs: 1 }
  const head = {
    id: `${n}-fan-1`,
    source: 'fan-1',
    alarmId: `a${n}`,
    label: 'loud',
    startMs: 0,
    raisedMs: 1,
    window,
    sampleRateHz: RATE,
  }
  const clip = store.begin(head, part(0), 10_000)
  for (let at = 500; at < 10_000; at += 500) {
    clip?.append(part(at))
    await new Promise(setImmediate)
  }
  await clip?.finish()
}
