/**
 * Every failure Earshot can report. Codes are stable API: logged, returned over HTTP
 * and by direct methods, counted in metrics, listed in docs/errors.md.
 */
export const ERROR_CODES = [
  'EARSHOT_AUDIO_DAMAGED',
  'EARSHOT_AUDIO_EMPTY',
  'EARSHOT_AUDIO_NOT_FINITE',
  'EARSHOT_AUDIO_RATE',
  'EARSHOT_AUDIO_TOO_LARGE',
  'EARSHOT_AUDIO_TOO_SHORT',
  'EARSHOT_AUDIO_UNSUPPORTED',
  'EARSHOT_BUNDLE_INVALID',
  'EARSHOT_CHUNK_INVALID',
  'EARSHOT_CONFIG_INVALID',
  'EARSHOT_DATASET_INVALID',
  'EARSHOT_ENGINE_UNAVAILABLE',
  'EARSHOT_IMPORT_UNSUPPORTED',
  'EARSHOT_INTERNAL',
  'EARSHOT_MODEL_MISMATCH',
  'EARSHOT_MODEL_UNLEARNT',
  'EARSHOT_NOT_FOUND',
  'EARSHOT_OVERLOADED',
  'EARSHOT_PARAMETER',
  'EARSHOT_REQUEST_INVALID',
  'EARSHOT_SHUTDOWN_TIMEOUT',
  'EARSHOT_SIGN_IN_NEEDED',
  'EARSHOT_TRANSPORT',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

/** Values an operator needs to act: ids, sizes, limits. Never audio, never secrets. */
export type ErrorContext = Readonly<Record<string, string | number | boolean>>

export interface ErrorDetails {
  readonly cause?: unknown
  readonly context?: ErrorContext
}

/** Root of the taxonomy. `retryable` is a property of the class, so callers never match on message text. */
export abstract class EarshotError extends Error {
  abstract readonly code: ErrorCode
  readonly retryable: boolean = false
  readonly context: ErrorContext

  constructor(message: string, { cause, context = {} }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.context = context
  }
}

/** A caller broke a documented precondition. A bug, not weather: let it crash the test. */
export class ParameterError extends EarshotError {
  override readonly code = 'EARSHOT_PARAMETER'
}

export type AudioErrorCode = Extract<ErrorCode, `EARSHOT_AUDIO_${string}`>

/** One clip or chunk holds no usable audio. Its code says what is wrong; count it, refuse it, keep the stream. */
export class AudioError extends EarshotError {
  override readonly code: AudioErrorCode

  constructor(code: AudioErrorCode, message: string, details?: ErrorDetails) {
    super(message, details)
    this.code = code
  }
}

/** A message on an audio topic is not a chunk: bad topic, bad envelope, bad content type. Count it, drop it. */
export class ChunkError extends EarshotError {
  override readonly code = 'EARSHOT_CHUNK_INVALID'
}

/** `bundle.json` or a file it names is missing, damaged or not what it says it is. */
export class BundleError extends EarshotError {
  override readonly code = 'EARSHOT_BUNDLE_INVALID'
}

/** A bundle's description and its network disagree: shapes, labels, front end. */
export class ModelMismatchError extends EarshotError {
  override readonly code = 'EARSHOT_MODEL_MISMATCH'
}

/** A bundle holds the settings of a detector that has learnt nothing yet: it cannot judge a recording. */
export class UnlearntError extends EarshotError {
  override readonly code = 'EARSHOT_MODEL_UNLEARNT'
}

/** A Keras file uses something that cannot be carried over exactly; the message names the layer. */
export class KerasImportError extends EarshotError {
  override readonly code = 'EARSHOT_IMPORT_UNSUPPORTED'
}

/** No engine could be loaded that runs this bundle. */
export class EngineError extends EarshotError {
  override readonly code = 'EARSHOT_ENGINE_UNAVAILABLE'
}

/** A folder of recordings is not laid out as a dataset, or holds too little to learn from. */
export class DatasetError extends EarshotError {
  override readonly code = 'EARSHOT_DATASET_INVALID'
}

/** Configuration is wrong; the process must not start. */
export class ConfigError extends EarshotError {
  override readonly code = 'EARSHOT_CONFIG_INVALID'
}

/** A request (HTTP, direct method, MQTT) is not of the documented form. */
export class RequestError extends EarshotError {
  override readonly code = 'EARSHOT_REQUEST_INVALID'
}

/** A request names a source, model or method that does not exist. */
export class NotFoundError extends EarshotError {
  override readonly code = 'EARSHOT_NOT_FOUND'
}

/** More work is queued than is allowed to wait; try again later. */
export class OverloadedError extends EarshotError {
  override readonly code = 'EARSHOT_OVERLOADED'
  override readonly retryable = true
}

/** The broker or hub is unreachable. The adapter retries with backoff. */
export class TransportError extends EarshotError {
  override readonly code = 'EARSHOT_TRANSPORT'
  override readonly retryable = true
}

/** A service did not stop within its share of the shutdown budget. */
export class ShutdownTimeoutError extends EarshotError {
  override readonly code = 'EARSHOT_SHUTDOWN_TIMEOUT'
}

/** The form in which users meet an error: `{"error":{"code","message"}}`. */
export interface ErrorBody {
  readonly error: { readonly code: ErrorCode; readonly message: string }
}

/**
 * Describe any thrown value to a user. What is not one of ours is a bug: its
 * text may hold anything, so only the code goes out.
 */
export function toErrorBody(error: unknown): ErrorBody {
  return error instanceof EarshotError
    ? { error: { code: error.code, message: error.message } }
    : { error: { code: 'EARSHOT_INTERNAL', message: 'internal error; the log of the module says more' } }
}
