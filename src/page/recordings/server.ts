import type { ModelsAnswer } from '../../adapters/http/api.ts'
import type { ScoreAnswer } from '../../adapters/http/recording-api.ts'
import { Problem, problemOf } from './problem.ts'

/** Scoring may wait for others'. @unit ms */
const ANSWER_MS = 60_000

/** An answer of which everything was asked. */
export type FullAnswer = Required<Pick<ScoreAnswer, 'clip' | 'features'>> & ScoreAnswer

export interface ScoreRequest {
  readonly recording: Blob
  readonly model: string
  /** Where the part begins that the model is to hear, in seconds; null for the whole. */
  readonly from: 'loudest' | number | null
}

export async function askModels(): Promise<ModelsAnswer> {
  return (await ask('/api/models', {})) as ModelsAnswer
}

/** @throws {@link Problem} when the server refuses the recording, or does not answer. */
export async function askScore({ recording, model, from }: ScoreRequest): Promise<FullAnswer> {
  const query = new URLSearchParams({ model, features: 'true', ...(from === null ? {} : { from: String(from) }) })
  const headers = { 'content-type': 'audio/wav' }
  return (await ask(`/api/score?${query}`, { method: 'POST', body: recording, headers })) as FullAnswer
}

async function ask(address: string, request: RequestInit): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(address, { ...request, signal: AbortSignal.timeout(ANSWER_MS) })
  } catch {
    throw new Problem('The server does not answer.', 'Check that Earshot is running, and try again.')
  }
  const body: unknown = await response.json().catch(() => ({}))
  if (response.ok) return body
  const { error } = body as { error?: { code?: string; message?: string } }
  throw problemOf(error?.code ?? `HTTP ${response.status}`, error?.message ?? 'The server refused it without a reason')
}

/** @param base64 - Of 32-bit floats, little-endian. */
export function numbersOf(base64: string): Float32Array {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const view = new DataView(bytes.buffer)
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true))
}
