/** The topics, each below the prefix. */
export interface Topics {
  /** What all of them begin with. */
  readonly below: string
  /** Sound comes in below it: `…/{source}`, or `…/{source}/s16le/16000/1`. */
  readonly audio: string
  /** Requests come in below it: `…/{method}`. */
  readonly request: string
  response(method: string): string
  verdict(source: string): string
  /** Retained. */
  alarm(source: string): string
  event(source: string): string
  /** Retained. */
  readonly status: string
}

export function topicsBelow(prefix: string): Topics {
  return {
    below: `${prefix}/`,
    audio: `${prefix}/audio`,
    request: `${prefix}/request`,
    response: (method) => `${prefix}/response/${method}`,
    verdict: (source) => `${prefix}/verdict/${source}`,
    alarm: (source) => `${prefix}/alarm/${source}`,
    event: (source) => `${prefix}/event/${source}`,
    status: `${prefix}/status`,
  }
}
