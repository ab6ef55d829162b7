import type { RecordingLimits } from '../../adapters/http/recording-api.ts'
import { Problem } from './problem.ts'

/** How the kinds of WAV files begin. */
const WAV_HEADS = ['RIFF', 'RIFX', 'RF64']

/**
 * Refuse what is no WAV file before it is sent.
 *
 * @throws {@link Problem} that says what it is instead.
 */
export async function checkFile(file: File, { maxBytes }: RecordingLimits): Promise<void> {
  if (file.size === 0) throw new Problem(`“${file.name}” is empty.`, 'Choose another file.')
  const head = new TextDecoder('latin1').decode(await file.slice(0, 12).arrayBuffer())
  if (!WAV_HEADS.includes(head.slice(0, 4)) || head.slice(8) !== 'WAVE') {
    // The browser guesses the type from the name, so it may be that of a WAV file.
    const other = file.type === '' || file.type.includes('wav') ? '' : `, not ${file.type}`
    throw new Problem(
      `“${file.name}” is no WAV recording.`,
      `Earshot reads WAV files${other}. Any audio editor can save one; so can “ffmpeg -i ${file.name} recording.wav”.`,
    )
  }
  if (file.size > maxBytes) {
    const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`
    throw new Problem(
      `“${file.name}” is too large.`,
      `It has ${mebibytes(file.size)}, at most ${mebibytes(maxBytes)} are taken: cut a shorter piece out of it.`,
    )
  }
}
