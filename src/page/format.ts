/** `0.42` as `42.0 %`. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

export const decibel = (level: number): string => `${level.toFixed(1).replace('-', '−')} dBFS`

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
