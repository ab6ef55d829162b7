import { describe, expect, it } from 'vitest'
import type { MelColumns } from '../../../../src/adapters/http/api.ts'
import { SoundTrack } from '../../../../src/page/sound/sound-track.ts'

/** Two bands, a column every 100 ms. */
function columns(startMs: number, ...levels: readonly (readonly [number, number])[]): MelColumns {
  const bytes = Buffer.from(levels.flat())
  const scale = { frequenciesHz: [100, 1_000], floorDb: -80, ceilingDb: 0 }
  return { startMs, stepMs: 100, ...scale, columns: bytes.toString('base64') }
}

describe('the spectrogram of a source', () => {
  it('gives each pixel the columns of its time, and says where nothing was heard', () => {
    const track = new SoundTrack()
    track.add(columns(1_000, [1, 2], [3, 4]))
    const { levels, isHeard } = track.raster({ fromMs: 850, toMs: 1_250 }, 4)
    expect([...isHeard]).toEqual([0, 1, 1, 0])
    expect([...levels]).toEqual([0, 0, 1, 2, 3, 4, 0, 0])
  })

  it('shows the loudest of the columns that share a pixel', () => {
    const track = new SoundTrack()
    track.add(columns(1_000, [9, 2], [3, 4]))
    expect([...track.raster({ fromMs: 950, toMs: 1_150 }, 1).levels]).toEqual([9, 4])
  })

  it('passes over columns that are known, as after a new connection', () => {
    const track = new SoundTrack()
    track.add(columns(1_000, [1, 1], [2, 2]))
    track.add(columns(1_000, [7, 7], [7, 7], [3, 3]))
    expect([...track.raster({ fromMs: 950, toMs: 1_250 }, 3).levels]).toEqual([1, 1, 2, 2, 3, 3])
    expect(track.endMs).toBe(1_200)
  })

  it('is painted from the loudest that was heard down to 70 dB below it', () => {
    const track = new SoundTrack()
    track.add(columns(1_000, [10, 250]))
    expect(track.rangeDb).toEqual([-70, 0])
    track.add(columns(2_000, [10, 100]))
    expect([track.colours()[0], track.colours()[255]]).toEqual([0, 255])
    const quiet = new SoundTrack()
    quiet.add(columns(1_000, [10, 120]))
    expect(quiet.rangeDb).toEqual([-80, -40])
    expect(quiet.colours()[128]).toBe(255)
  })

  it('knows each gap once, and forgets what is old', () => {
    const track = new SoundTrack()
    track.add(columns(1_000, [1, 1]))
    for (let times = 0; times < 2; times++) track.addGap({ startMs: 1_100, endMs: 3_000 })
    expect(track.gaps).toEqual([{ startMs: 1_100, endMs: 3_000 }])
    track.forgetBefore(5_000)
    expect(track.gaps).toEqual([])
    expect([...track.raster({ fromMs: 950, toMs: 1_050 }, 1).isHeard]).toEqual([0])
  })
})
