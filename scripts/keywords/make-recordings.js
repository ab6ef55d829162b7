// Recordings for the keyword spotter: real digits, and all words by espeak-ng. Needs espeak-ng (apt-get install
// espeak-ng) and a folder of the Free Spoken Digit Dataset. The same seed gives the same recordings.
// node scripts/keywords/make-recordings.js OUT [--digits DIR] [--seed N] [--share S], after npm run build.
// Writes OUT/learn (LABEL/speaker-N|voice-N/*.wav; speaker-101.. and voice-201.. are to be checked with),
// OUT/unheard-speakers (real digits, byte for byte) and OUT/unheard-voices.
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { decodeWav } from '../../dist/audio/wav.js'
import { encodeWav } from '../../dist/audio/wav-writer.js'
import { Random } from '../../dist/synth/random.js'
import { drawNoises } from './sounds.js'
import { RATE_HZ, speak, toRate, trim } from './speak.js'
import { excerpt, fragment, nothingSaid, stage, stageBackground } from './staging.js'
import { DIGITS, OTHER_SPEECH, WORDS } from './vocabulary.js'
import { voicesFor } from './voices.js'

const HEARD_SPEAKERS = ['george', 'jackson', 'lucas', 'nicolas']
const UNHEARD_SPEAKERS = ['theo', 'yweweler']
/** Takes 0 to 4 of the heard speakers are checked with, as the data set's own split has it. */
const CHECKED_TAKES = 5
const BACKGROUND = '_background_'
/** How many of each word, or in all; `--share` scales them. */
const COUNTS = {
  heard: { word: 200, digit: 100, background: 900 },
  checked: { word: 16, digit: 8, background: 100 },
  unheard: { word: 30, digit: 30, background: 0 },
}
/** How often each real recording of a heard speaker is staged. */
const STAGINGS = 2
const NOISES = 160
const TOGETHER = 4

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    digits: { type: 'string', default: '../shared/data/digits' },
    seed: { type: 'string', default: '1' },
    share: { type: 'string', default: '1' },
  },
})
const [out] = positionals
if (out === undefined) throw new Error('which folder shall the recordings be written to?')
const seed = Number(values.seed)
const share = Number(values.share)
let written = 0

for (const part of ['heard', 'checked']) await synthesise(part, join(out, 'learn'))
await stageRealDigits(join(out, 'learn'))
await synthesise('unheard', join(out, 'unheard-voices'))
await copyUnheardSpeakers(join(out, 'unheard-speakers'))
console.error(`\n${written} recordings in ${out}`)

async function synthesise(part, folder) {
  const voices = voicesFor(part)
  const noises = drawNoises(new Random(seed, `noises/${part}`), NOISES)
  const firstVoice = { heard: 1, checked: 201, unheard: 301 }[part]
  const { word, digit, background } = COUNTS[part]
  const tasks = WORDS.flatMap((label) => {
    const count = Math.round(share * (DIGITS.includes(label) ? digit : word))
    return Array.from({ length: count }, (_, i) => ({ label, i }))
  })
  tasks.push(...Array.from({ length: Math.round(share * background) }, (_, i) => ({ label: BACKGROUND, i })))
  await inTurns(tasks, async ({ label, i }) => {
    const random = new Random(seed, `${part}/${label}/${i}`)
    const voice = random.integer(0, voices.length - 1)
    const say = (text) =>
      speak({ text, voice: voices[voice], rate: random.integer(105, 235), pitch: random.integer(10, 95) })
    const sound =
      label === BACKGROUND ? await drawBackground(random, say, noises) : stage(await say(label), random, noises)
    // A way of speaking is one voice, whatever its accent.
    const accents = part === 'unheard' ? 8 : 7
    await write(join(folder, label, `voice-${firstVoice + Math.floor(voice / accents)}`, `${part}-${i}.wav`), sound)
  })
}

/** A fifth each of other speech in two doses, a fifth of cut words, the rest without anybody speaking. */
async function drawBackground(random, say, noises) {
  const kind = random.uniform()
  if (kind < 0.4) {
    const text = OTHER_SPEECH[random.integer(0, OTHER_SPEECH.length - 1)]
    return stageBackground(excerpt(await say(text), random), random, noises)
  }
  if (kind < 0.65) {
    const word = WORDS[random.integer(0, WORDS.length - 1)]
    return stageBackground(fragment(await say(word), random), random, noises)
  }
  return nothingSaid(random, noises)
}

async function stageRealDigits(folder) {
  const noises = drawNoises(new Random(seed, 'noises/real'), NOISES)
  const names = (await digitFiles()).filter(({ speaker }) => HEARD_SPEAKERS.includes(speaker))
  await inTurns(names, async ({ name, digit, speaker, take }) => {
    const { y, sampleRateHz } = decodeWav(await readFile(join(values.digits, name)))
    const utterance = trim(toRate(y, sampleRateHz, RATE_HZ))
    const isChecked = take < CHECKED_TAKES
    const number = HEARD_SPEAKERS.indexOf(speaker) + (isChecked ? 101 : 1)
    const random = new Random(seed, `real/${name}`)
    for (let i = 0; i < (isChecked ? 1 : STAGINGS); i += 1) {
      if (!random.chance(share)) continue
      const path = join(folder, DIGITS[digit], `speaker-${number}`, `${speaker}-${take}-${i}.wav`)
      await write(path, stage(utterance, random, noises, { isReal: true }))
    }
  })
}

async function copyUnheardSpeakers(folder) {
  const names = (await digitFiles()).filter(({ speaker }) => UNHEARD_SPEAKERS.includes(speaker))
  await inTurns(names, async ({ name, digit, speaker }) => {
    const place = join(folder, DIGITS[digit], `speaker-${UNHEARD_SPEAKERS.indexOf(speaker) + 5}`)
    await mkdir(place, { recursive: true })
    await copyFile(join(values.digits, name), join(place, name))
    written += 1
  })
}

async function digitFiles() {
  return (await readdir(values.digits)).sort().flatMap((name) => {
    const found = /^(\d)_([a-z]+)_(\d+)\.wav$/.exec(name)
    return found ? [{ name, digit: Number(found[1]), speaker: found[2], take: Number(found[3]) }] : []
  })
}

async function write(path, { y, sampleRateHz }) {
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, encodeWav(y, sampleRateHz, { bitDepth: 16 }))
  written += 1
  if (written % 500 === 0) process.stderr.write(`\r${written} recordings`)
}

/** Each task draws from a random stream of its own, so their order does not matter. */
async function inTurns(tasks, work) {
  const queue = tasks.values()
  await Promise.all(
    Array.from({ length: TOGETHER }, async () => {
      for (const task of queue) await work(task)
    }),
  )
}
