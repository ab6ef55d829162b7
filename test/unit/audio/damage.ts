/** A small seeded generator (mulberry32), so that every run damages the same bytes. */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

const HEADER_BYTES = 100
const TELLING_VALUES = [0, 1, 2, 7, 0x7f, 0xff, 0x100, 0x7fff, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]

/** The ways in which a WAV file is damaged, in turn. */
const WAYS: readonly ((file: Uint8Array, random: (below: number) => number) => Uint8Array)[] = [
  function flipHeaderBits(file, random) {
    const damaged = file.slice()
    for (let n = 1 + random(4); n > 0; n--) {
      const at = random(Math.min(HEADER_BYTES, file.length))
      damaged[at] = (damaged[at] ?? 0) ^ (1 << random(8))
    }
    return damaged
  },
  function overwriteHeaderBytes(file, random) {
    const damaged = file.slice()
    for (let n = 1 + random(8); n > 0; n--) damaged[random(Math.min(HEADER_BYTES, file.length))] = random(256)
    return damaged
  },
  function writeTellingValue(file, random) {
    const damaged = file.slice()
    const at = 4 + 2 * random(30)
    const value = TELLING_VALUES[random(TELLING_VALUES.length)] ?? 0
    const view = new DataView(damaged.buffer)
    if (random(2) === 0) view.setUint16(at, value & 0xffff, true)
    else view.setUint32(at, value, true)
    return damaged
  },
  function cutOff(file, random) {
    return file.slice(0, random(file.length))
  },
  function insertOrRemove(file, random) {
    const at = random(file.length)
    const count = 1 + random(16)
    if (random(2) === 0) return Uint8Array.from([...file.subarray(0, at), ...file.subarray(at + count)])
    const strange = Array.from({ length: count }, () => random(256))
    return Uint8Array.from([...file.subarray(0, at), ...strange, ...file.subarray(at)])
  },
  function overwriteSamples(file, random) {
    const damaged = file.slice()
    for (let n = 1 + random(64); n > 0; n--) damaged[random(file.length)] = 0xff - random(3)
    return damaged
  },
  function randomBytes(file, random) {
    const strange = Uint8Array.from({ length: random(400) }, () => random(256))
    if (random(2) === 0) strange.set(file.subarray(0, Math.min(12, strange.length)))
    return strange
  },
]

/** `count` damaged files, made from `files` in turn. */
export function* damagedFiles(files: readonly Uint8Array[], count: number, seed: number): Generator<Uint8Array> {
  const random = seededRandom(seed)
  for (let i = 0; i < count; i++) {
    const file = files[i % files.length]
    const damage = WAYS[random(WAYS.length)]
    if (file !== undefined && damage !== undefined) yield damage(file, random)
  }
}
