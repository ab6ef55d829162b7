import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProtocolVersion } from '../adapters/mqtt/options.ts'
import { topicsBelow } from '../adapters/mqtt/topics.ts'
import { mqttOptionsOf } from '../app/mqtt-options.ts'
import { isSourceName } from '../audio/chunk-message.ts'
import type { Clip } from '../audio/clip.ts'
import { decodeWav } from '../audio/wav.ts'
import { loadConfig } from '../config.ts'
import { ParameterError } from '../errors.ts'
import { type ChunkFormat, chunkMessage } from './chunk-to-publish.ts'
import { PatientPublisher } from './patient-publisher.ts'
import { type Progress, progressBar } from './progress.ts'
import { findRecordings, type Recording, readRecording } from './recordings.ts'

export interface PublishOptions {
  readonly source: string
  readonly url?: string
  readonly speed: number
  /** @unit ms */
  readonly chunkMs: number
  readonly format?: ChunkFormat
  readonly repeat?: boolean
}

export interface Published {
  readonly chunks: number
  readonly seconds: number
  readonly topic: string
}

/** A shorter chunk is not taken, so a recording's tail that is shorter goes with the chunk before. @unit s */
const LEAST_TAIL_SECONDS = 0.01

/**
 * Play recordings in real time times `speed`, one after the other, as one stream: `seq` counts on, and
 * `capturedAt` is the place in the sound, counted from the start. A chunk is sent when its last sample
 * would have been recorded, and the next one when the broker has acknowledged it.
 *
 * @param stopping - Ends the play after the chunk that is being sent.
 * @throws {@link ParameterError}, {@link NotFoundError} or {@link AudioError} before anything is sent when the source's
 *   name or a recording is not usable; {@link TransportError} when the broker is not there, or stays away.
 */
export async function publishRecordings(
  path: string,
  options: PublishOptions,
  stopping: AbortSignal,
): Promise<Published> {
  if (!isSourceName(options.source)) {
    throw new ParameterError(`--source takes 1 to 64 of A-Z a-z 0-9 _ . -, got "${options.source}"`)
  }
  const recordings = await findRecordings([path])
  const totalSeconds = await checkAll(recordings)
  const { broker, topicPrefix = 'earshot' } = mqttOptionsOf(
    loadConfig({ env: process.env, ...(options.url ? { override: { mqtt: { url: options.url } } } : {}) }),
  )
  const clientId = `earshot-publish-${randomBytes(6).toString('hex')}`
  const publisher = await PatientPublisher.connect({ ...broker, clientId })
  const topic = `${topicsBelow(topicPrefix).audio}/${options.source}`
  const progress = progressBar(`to ${options.source}`, Math.ceil(totalSeconds))
  try {
    const play = new Play(publisher, topic, options, stopping)
    do {
      await playAll(play, recordings, progress)
    } while (options.repeat && !stopping.aborted)
    return { chunks: play.chunks, seconds: play.seconds, topic }
  } finally {
    progress.stop()
    await publisher.end()
  }
}

async function playAll(play: Play, recordings: readonly Recording[], progress: Progress): Promise<void> {
  const startSeconds = play.seconds
  for (const recording of recordings) {
    for await (const _ of play.chunksOf(await decode(recording))) {
      progress.update(Math.round(play.seconds - startSeconds), recording.file)
    }
  }
}

/** @returns Length of them all, in s. */
async function checkAll(recordings: readonly Recording[]): Promise<number> {
  let seconds = 0
  for (const recording of recordings) {
    const { y, sampleRateHz } = await decode(recording)
    seconds += y.length / sampleRateHz
  }
  return seconds
}

async function decode(recording: Recording): Promise<Clip> {
  return decodeWav(await readRecording(recording))
}

/** One stream of chunks, however many recordings it is made of. */
class Play {
  readonly #publisher: PatientPublisher
  readonly #topic: string
  readonly #options: PublishOptions
  readonly #stopping: AbortSignal
  readonly #startMs = Date.now()
  readonly #startedAtMs = performance.now()
  chunks = 0
  /** Of sound, so far. */
  seconds = 0

  constructor(publisher: PatientPublisher, topic: string, options: PublishOptions, stopping: AbortSignal) {
    this.#publisher = publisher
    this.#topic = topic
    this.#options = options
    this.#stopping = stopping
  }

  /** Send a recording; yields after each chunk. */
  async *chunksOf({ y, sampleRateHz }: Clip): AsyncGenerator<void> {
    const chunkLength = Math.max(1, Math.round((this.#options.chunkMs / 1_000) * sampleRateHz))
    const leastTail = Math.ceil(LEAST_TAIL_SECONDS * sampleRateHz)
    for (let start = 0; start < y.length && !this.#stopping.aborted; ) {
      const end = y.length - start - chunkLength < leastTail ? y.length : start + chunkLength
      await this.#send(y.subarray(start, end), sampleRateHz)
      start = end
      yield
    }
  }

  async #send(y: Float32Array, sampleRateHz: number): Promise<void> {
    const capturedAtMs = this.#startMs + this.seconds * 1_000
    const endSeconds = this.seconds + y.length / sampleRateHz
    const dueInMs = this.#startedAtMs + (endSeconds * 1_000) / this.#options.speed - performance.now()
    if (dueInMs > 0) await sleep(dueInMs, undefined, { signal: this.#stopping }).catch(() => undefined)
    if (this.#stopping.aborted) return
    const chunk = { y, sampleRateHz, seq: this.chunks, capturedAtMs }
    const format = this.#options.format ?? suitableFormat(this.#publisher.protocolVersion)
    await this.#publisher.publish((version) => chunkMessage(this.#topic, chunk, format, version))
    this.chunks += 1
    this.seconds = endSeconds
  }
}

/** Without the user properties of MQTT 5, only the JSON envelope says where a chunk belongs. */
const suitableFormat = (version: ProtocolVersion): ChunkFormat => (version === 5 ? 'wav' : 'json')
