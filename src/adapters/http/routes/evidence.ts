import { Readable } from 'node:stream'
import { setImmediate as breath } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { MelPicture } from '../../../dsp/mel-picture.ts'
import { RequestError } from '../../../errors.ts'
import type { ClipAudio, ClipStore } from '../../../pipeline/evidence/clip-store.ts'
import type { EvidenceAnswer, EvidenceClip, MelColumns } from '../api.ts'
import { byteRange } from '../byte-range.ts'
import { columnsOf } from '../mel-columns.ts'
import type { HttpPorts } from '../ports.ts'

interface OfClip {
  Params: { id: string }
}

/** Columns that are computed without letting others have a turn. */
const COLUMNS_A_TURN = 50

/** The recordings of alarms: what there is, to be heard and to be seen. */
export function addEvidenceRoutes(app: FastifyInstance, { clips }: Pick<HttpPorts, 'clips'>): void {
  app.get<{ Querystring: { source?: unknown } }>('/api/evidence', async (request): Promise<EvidenceAnswer> => {
    const { source } = request.query
    if (source !== undefined && typeof source !== 'string') throw new RequestError('give one source: ?source=NAME')
    return { clips: clips.list().filter((clip) => source === undefined || clip.source === source) }
  })

  app.get<OfClip>('/api/evidence/:id', async ({ params }): Promise<EvidenceClip> => clips.known(params.id))

  app.get<OfClip>('/api/evidence/:id/audio.wav', async ({ params, headers }, reply) => {
    const { id } = clips.known(params.id)
    return sendAudio(reply, id, await clips.audio(id), headers.range)
  })

  app.get<OfClip>('/api/evidence/:id/spectrogram', async ({ params }): Promise<MelColumns> => {
    return spectrogramOf(clips, clips.known(params.id))
  })
}

/** Whole or in part: a player asks for parts when one jumps about. */
function sendAudio(reply: FastifyReply, id: string, audio: ClipAudio, range: string | undefined): FastifyReply {
  const part = byteRange(range, audio.bytes)
  reply.headers({
    'accept-ranges': 'bytes',
    'content-type': 'audio/wav',
    'content-disposition': `inline; filename="${id}.wav"`,
  })
  if (part === 'unsatisfiable') {
    void audio.close()
    return reply.code(416).header('content-range', `bytes */${audio.bytes}`).send()
  }
  const { start, end } = part ?? { start: 0, end: audio.bytes }
  if (part !== undefined) reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${audio.bytes}`)
  reply.header('content-length', end - start)
  const body = Readable.from(audio.read(start, end))
  body.on('close', () => void audio.close())
  return reply.send(body)
}

async function spectrogramOf(clips: ClipStore, { id, startMs, sampleRateHz }: EvidenceClip): Promise<MelColumns> {
  const y = await clips.samples(id)
  const picture = new MelPicture(sampleRateHz)
  const count = picture.count(y.length)
  const columns = new Uint8Array(count * picture.nBands)
  for (let t = 0; t < count; t += COLUMNS_A_TURN) {
    const last = Math.min(count, t + COLUMNS_A_TURN) - 1
    const part = y.subarray(t * picture.hopLength, last * picture.hopLength + picture.frameLength)
    columns.set(picture.columns(part), t * picture.nBands)
    await breath()
  }
  return columnsOf(picture, startMs, columns)
}
