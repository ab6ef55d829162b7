import type { Chunk } from '../audio/chunk.ts'
import type { AlarmEvent, AlarmSnapshot } from '../detect/alarm-event.ts'
import type { WindowVerdict } from '../model/verdict.ts'

/** Where audio comes in. The pipeline bounds what waits; `accept` never blocks and never throws. */
export interface AudioSink {
  accept(chunk: Chunk): void
  /** A message that could not be decoded: counted, and shown with the source when that much is known. */
  refuse(error: unknown, source?: string): void
}

/** Where results go out. An adapter that cannot deliver keeps or counts; it never throws into the pipeline. */
export interface ResultSink {
  readonly name: string
  /** Every window's verdict. Best effort. */
  verdict(verdict: WindowVerdict): void
  /** An alarm was raised, cleared or went stale. Must not be lost once accepted. */
  event(event: AlarmEvent): Promise<void>
  /** The present state of a source's alarm, to be retained. */
  state(snapshot: AlarmSnapshot): void
}

/** Now, as a value: the core never reads a clock. @unit Unix epoch ms */
export type Clock = () => number

/** Values that go with a line of the log. An `error` may be any thrown value. Never audio, never secrets. */
export type LogFields = Readonly<Record<string, unknown>>

/** Where the parts say what they do. One line for each call, whatever the text holds. */
export interface Log {
  error(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  debug(message: string, fields?: LogFields): void
}

/** Does `task` again and again until the returned function is called. The process may end while it waits. */
export type Repeat = (task: () => void, everyMs: number) => () => void

/** What a direct method answers; `status` as in HTTP. */
export interface MethodAnswer {
  readonly status: number
  readonly payload: unknown
}

/** One direct method, however it was called. An error that it throws is answered with its code. */
export type MethodHandler = (payload: unknown) => Promise<MethodAnswer>

/** The direct methods by name. */
export type MethodTable = ReadonlyMap<string, MethodHandler>
