/** @unit bytes */
export interface ByteRange {
  readonly start: number
  /** Before which byte to end. */
  readonly end: number
}

/**
 * Which part of a body a client asks for.
 *
 * @param header - `Range`; a form that is not understood, or several parts, ask for the whole, as the standard allows.
 * @returns undefined for the whole.
 * @see RFC 9110, 14.2.
 */
export function byteRange(header: string | undefined, length: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first === '') {
    const start = Math.max(0, length - Number(last))
    return start === length ? 'unsatisfiable' : { start, end: length }
  }
  const start = Number(first)
  if (start >= length) return 'unsatisfiable'
  const end = last === '' ? length : Math.min(length, Number(last) + 1)
  return end > start ? { start, end } : undefined
}
