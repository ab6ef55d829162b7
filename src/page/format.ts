/** A number as text with a true minus. */
export const minus = (number: string): string => number.replace('-', '−')

export const decibel = (level: number, digits = 1): string => `${minus(level.toFixed(digits))} dBFS`

export const hertz = (hz: number): string => (hz >= 1_000 ? `${+(hz / 1_000).toFixed(2)} kHz` : `${Math.round(hz)} Hz`)

/** How long ago, roughly: exact seconds would make the page flicker. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  if (seconds < 3) return 'just now'
  if (seconds < 90) return `${seconds} s ago`
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min ago`
  return `${Math.round(seconds / 3_600)} h ago`
}

export const clockTime = (ms: number): string => new Date(ms).toLocaleTimeString(undefined, { hour12: false })

export const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

/** `1.2 to 2.4 kHz`. */
export function frequencySpan({ fromHz, toHz }: { readonly fromHz: number; readonly toHz: number }): string {
  return toHz < 1_000
    ? `${rounded(fromHz)} to ${rounded(toHz)} Hz`
    : `${rounded(fromHz / 1_000)} to ${rounded(toHz / 1_000)} kHz`
}

const rounded = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0))

/** `0.42` as `42 %`. */
export const percent = (share: number): string => `${Math.round(100 * share)} %`

export const dateTime = (ms: number): string =>
  new Date(ms).toLocaleString(undefined, { hour12: false, dateStyle: 'medium', timeStyle: 'medium' })

/** `12.3 s`, `4 min`, `2.5 h`. */
export function duration(ms: number): string {
  if (ms < 90_000) return `${Math.round(ms / 1_000)} s`
  return ms < 90 * 60_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`
}

/** `1.2 MB`. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

export const shortDay = (ms: number): string =>
  new Date(ms).toLocaleDateString(undefined, { weekday: 'short', day: 'numeric' })
