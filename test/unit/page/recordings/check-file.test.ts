import { describe, expect, it } from 'vitest'
import { checkFile } from '../../../../src/page/recordings/check-file.ts'

const LIMITS = { maxBytes: 1_000, maxSeconds: 600, silentBelowDbfs: -90 }

describe('a file that is no WAV recording', () => {
  it.each([
    ['text.wav', 'audio/wav', 'Earshot reads WAV files. '],
    ['song.mp3', 'audio/mpeg', 'Earshot reads WAV files, not audio/mpeg. '],
    ['song', '', 'Earshot reads WAV files. '],
  ])('is refused: %s of type "%s"', async (name, type, words) => {
    const file = new File(['no recording at all'], name, { type })
    await expect(checkFile(file, LIMITS)).rejects.toMatchObject({
      message: `“${name}” is no WAV recording.`,
      advice: expect.stringContaining(words),
    })
  })
})
