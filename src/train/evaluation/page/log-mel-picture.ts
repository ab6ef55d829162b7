import type { Clip } from '../../../audio/clip.ts'
import { hzToMel } from '../../../dsp/mel-scale.ts'
import { logMelSpectrogram } from '../../../dsp/spectrogram.ts'
import { encodePng } from './png.ts'

const N_MELS = 64
const N_FFT = 2048
const MAX_COLUMNS = 300
const LOWEST_HZ = 50
/** What is further below the clip's maximum is as dark as silence. @unit dB */
const RANGE_DB = 60
const WIDTH = 320
const HEIGHT = 170
const LEFT = 46
const TOP = 6
const PLOT = { width: WIDTH - LEFT - 8, height: HEIGHT - TOP - 34 }

/** Viridis (van der Walt and Smith, 2015), every ninth of it. */
const VIRIDIS = ['440154', '482878', '3e4989', '31688e', '26828e', '1f9e89', '35b779', '6ece58', 'b5de2b', 'fde725']
const PALETTE = makePalette()

/** A clip's log-mel spectrogram as an SVG figure with axes: the picture itself is a PNG inside. */
export function logMelPicture({ y, sampleRateHz }: Clip): string {
  const hopLength = Math.max(256, Math.ceil(y.length / MAX_COLUMNS))
  const fMaxHz = sampleRateHz / 2
  const { data, nFrames } = logMelSpectrogram(y, {
    sampleRateHz,
    nFft: N_FFT,
    hopLength,
    padMode: 'constant',
    nMels: N_MELS,
    fMinHz: LOWEST_HZ,
    fMaxHz,
    topDb: RANGE_DB,
  })
  const maximum = data.reduce((largest, db) => Math.max(largest, db), Number.NEGATIVE_INFINITY)
  const pixels = new Uint8Array(N_MELS * nFrames)
  for (let band = 0; band < N_MELS; band += 1) {
    for (let t = 0; t < nFrames; t += 1) {
      const db = data[band * nFrames + t] ?? maximum
      pixels[(N_MELS - 1 - band) * nFrames + t] = Math.round(255 * Math.max(0, 1 - (maximum - db) / RANGE_DB))
    }
  }
  const png = encodePng({ width: nFrames, height: N_MELS, pixels, palette: PALETTE })
  return figure(Buffer.from(png).toString('base64'), y.length / sampleRateHz, fMaxHz)
}

function figure(png: string, seconds: number, fMaxHz: number): string {
  const { width, height } = PLOT
  const low = hzToMel(LOWEST_HZ)
  const up = (hz: number): number => TOP + height * (1 - (hzToMel(hz) - low) / (hzToMel(fMaxHz) - low))
  const step = seconds > 5 ? 2 : seconds > 2 ? 1 : 0.5
  const times = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, i) => i * step)
  const across = (s: number): number => LEFT + (width * s) / seconds
  const pitch = [100, 500, 1000, 2000, 4000, 8000, 16000].filter((hz) => hz <= fMaxHz)
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="log-mel spectrogram">` +
    `<image href="data:image/png;base64,${png}" x="${LEFT}" y="${TOP}" width="${width}" height="${height}" preserveAspectRatio="none"/>` +
    `<text class="soft" x="${LEFT - 4}" y="${TOP + 10}" text-anchor="end">Hz</text>` +
    pitch
      .filter((hz) => up(hz) > TOP + 18 || hz === 100)
      .map((hz) => `<text x="${LEFT - 4}" y="${(up(hz) + 4).toFixed(1)}" text-anchor="end">${hz}</text>`)
      .join('') +
    times
      .map((s) => `<text x="${across(s).toFixed(1)}" y="${TOP + height + 15}" text-anchor="middle">${s}</text>`)
      .join('') +
    `<text class="soft" x="${LEFT + width / 2}" y="${HEIGHT - 3}" text-anchor="middle">time, s</text></svg>`
  )
}

function makePalette(): Uint8Array {
  const stops = VIRIDIS.map((hex) => [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)))
  const palette = new Uint8Array(256 * 3)
  for (let i = 0; i < 256; i += 1) {
    const place = (i / 255) * (stops.length - 1)
    const from = Math.min(stops.length - 2, Math.floor(place))
    for (let part = 0; part < 3; part += 1) {
      const a = stops[from]?.[part] ?? 0
      const b = stops[from + 1]?.[part] ?? 0
      palette[3 * i + part] = Math.round(a + (place - from) * (b - a))
    }
  }
  return palette
}
