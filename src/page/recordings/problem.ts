/** Something that the user can mend, in two parts: what is the matter, and what to do. */
export class Problem extends Error {
  readonly advice: string

  constructor(matter: string, advice: string) {
    super(matter)
    this.advice = advice
  }
}

/** What the server's error codes mean to somebody who gave it a recording. */
const MATTERS: Readonly<Record<string, string>> = {
  EARSHOT_AUDIO_DAMAGED: 'This file is damaged, or no WAV recording.',
  EARSHOT_AUDIO_EMPTY: 'This recording is empty.',
  EARSHOT_AUDIO_NOT_FINITE: 'This recording holds numbers that are no sound.',
  EARSHOT_AUDIO_RATE: 'This model cannot take a recording at this sampling rate.',
  EARSHOT_AUDIO_TOO_LARGE: 'This recording is too long.',
  EARSHOT_AUDIO_TOO_SHORT: 'This recording is too short.',
  EARSHOT_AUDIO_UNSUPPORTED: 'This kind of WAV file cannot be read.',
  EARSHOT_NOT_FOUND: 'This model is no longer there.',
  EARSHOT_OVERLOADED: 'Others are being served.',
}

/** @param detail - The server's own sentence. */
export function problemOf(code: string, detail: string): Problem {
  return new Problem(MATTERS[code] ?? 'The recording could not be judged.', `${sentence(detail)} (${code})`)
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`
