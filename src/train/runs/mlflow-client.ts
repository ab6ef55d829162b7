import { z } from 'zod'
import { ParameterError, TransportError } from '../../errors.ts'

export interface MlflowOptions {
  /** Of the tracking server, without `/api`. */
  readonly url: string
  /** Value of the `Authorization` header, when the server wants one. */
  readonly authorization?: string | undefined
  /** How long one request may take. @unit ms */
  readonly timeoutMs?: number
}

const ServerError = z.object({ error_code: z.string(), message: z.string().optional() })

/** An answer of the server that is not a success. */
class MlflowRefusal extends TransportError {
  /** MLflow's own code. */
  readonly reason: string

  constructor(message: string, reason: string) {
    super(message)
    this.reason = reason
  }
}

/** The few calls of MLflow's REST API 2.0 that a run needs. @see https://mlflow.org/docs/latest/rest-api.html */
export class MlflowClient {
  readonly #base: string
  readonly #headers: Readonly<Record<string, string>>
  readonly #timeoutMs: number

  /** @throws {@link ParameterError} when `url` is not an http or https address. */
  constructor({ url, authorization, timeoutMs = 15_000 }: MlflowOptions) {
    if (!URL.canParse(url) || !/^https?:\/\//i.test(url)) {
      throw new ParameterError(
        `--mlflow takes the address of a tracking server, like http://127.0.0.1:5000, got "${url}"`,
      )
    }
    this.#base = `${url.replace(/\/+$/, '')}/api/2.0/mlflow/`
    this.#headers = authorization === undefined ? {} : { authorization }
    this.#timeoutMs = timeoutMs
  }

  async get<T>(path: string, query: Readonly<Record<string, string>>, answer: z.ZodType<T>): Promise<T> {
    return this.#ask('GET', `${path}?${new URLSearchParams(query)}`, undefined, answer)
  }

  async post<T>(path: string, body: object, answer: z.ZodType<T>): Promise<T> {
    return this.#ask('POST', path, JSON.stringify(body), answer)
  }

  async #ask<T>(method: string, path: string, body: string | undefined, answer: z.ZodType<T>): Promise<T> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: { ...this.#headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(this.#timeoutMs),
    }).catch((cause: unknown) => {
      throw new TransportError(`the MLflow server at ${this.#base} cannot be reached`, { cause })
    })
    const text = await response.text()
    const json = parseJson(text)
    if (!response.ok) {
      const { error_code: reason = `HTTP ${response.status}`, message = '' } = ServerError.safeParse(json).data ?? {}
      throw new MlflowRefusal(`MLflow refused ${path.split('?')[0]}: ${reason} ${message}`.trim(), reason)
    }
    const parsed = answer.safeParse(json)
    if (parsed.success) return parsed.data
    throw new TransportError(`what answers at ${this.#base} is not MLflow's REST API 2.0`, { cause: parsed.error })
  }
}

/** Whether the server said that there is no such thing. */
export function isMissing(error: unknown): boolean {
  return error instanceof MlflowRefusal && error.reason === 'RESOURCE_DOES_NOT_EXIST'
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
