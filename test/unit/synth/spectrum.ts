import { ComplexFft } from '../../../src/dsp/fft.ts'

/** Welch power spectrum for tests: Hann frames of `nFft`, half overlapped, averaged. Shape `[1 + nFft / 2]`. */
export function powerSpectrum(y: ArrayLike<number>, nFft: number): Float64Array {
  const fft = new ComplexFft(nFft)
  const power = new Float64Array(1 + nFft / 2)
  const starts: number[] = []
  for (let start = 0; start + nFft <= y.length; start += nFft / 2) starts.push(start)
  for (const start of starts) {
    const pairs = new Float64Array(2 * nFft)
    for (let i = 0; i < nFft; i += 1) {
      pairs[2 * i] = (y[start + i] ?? 0) * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / nFft))
    }
    const bins = fft.forward(pairs)
    for (let k = 0; k < power.length; k += 1) {
      power[k] = (power[k] ?? 0) + ((bins[2 * k] ?? 0) ** 2 + (bins[2 * k + 1] ?? 0) ** 2) / starts.length
    }
  }
  return power
}

/** Power between two frequencies. */
export function bandPower(
  spectrum: Float64Array,
  { fromHz, toHz, sampleRateHz }: { fromHz: number; toHz: number; sampleRateHz: number },
): number {
  const hzPerBin = sampleRateHz / 2 / (spectrum.length - 1)
  return spectrum
    .subarray(Math.ceil(fromHz / hzPerBin), Math.floor(toHz / hzPerBin) + 1)
    .reduce((sum, power) => sum + power, 0)
}

/** Frequency of the highest bin between two frequencies. */
export function peakHz(
  spectrum: Float64Array,
  { fromHz, toHz, sampleRateHz }: { fromHz: number; toHz: number; sampleRateHz: number },
): number {
  const hzPerBin = sampleRateHz / 2 / (spectrum.length - 1)
  const first = Math.ceil(fromHz / hzPerBin)
  const band = spectrum.subarray(first, Math.floor(toHz / hzPerBin) + 1)
  return (first + band.indexOf(Math.max(...band))) * hzPerBin
}
