import { describe, expect, it } from 'vitest'
import { type ScoreRow, toCsv, toTable } from '../../../src/cli/score-report.ts'
import { parseBundleManifest } from '../../../src/model/bundle.ts'
import { networkDraft } from '../model/network-draft.ts'

const manifest = parseBundleManifest(JSON.stringify({ ...networkDraft(), files: { 'model.json': '0'.repeat(64) } }))

const ROWS: readonly ScoreRow[] = [
  {
    file: 'a, "loud".wav',
    label: 'fault',
    message: 'Fault',
    anomaly: true,
    score: 0.75,
    probabilities: [0.25, 0.75],
    model: { name: 'm', version: '1', sha256: '0'.repeat(64) },
  },
  { file: 'b.wav', error: { code: 'EARSHOT_AUDIO_EMPTY', message: 'it is empty,\nall of it' } },
]

describe('a report of scores', () => {
  it('as CSV quotes what has to be, and gives every row as many fields', () => {
    expect(toCsv(ROWS, { manifest }).split('\r\n')).toEqual([
      'file,label,message,anomaly,score,p_ok,p_fault,error_code,error_message',
      '"a, ""loud"".wav",fault,Fault,true,0.75,0.25,0.75,,',
      'b.wav,,,,,,,EARSHOT_AUDIO_EMPTY,"it is empty,\nall of it"',
    ])
  })

  it('as a table lines its columns up', () => {
    expect(toTable(ROWS).split('\n').slice(0, 2)).toEqual([
      'file           verdict     score   probabilities',
      'a, "loud".wav  Fault       0.7500  0.2500 0.7500',
    ])
    expect(toTable(ROWS)).toContain('not scored          it is empty')
  })
})
