import { hann } from '../hann.ts'
import type { Band } from '../mel-filter-bank.ts'
import type { KernelInstance } from './kernel-module.ts'

const BYTES_PER_COMPLEX_OF_LANES = 32

/** Write what the kernel's spectra look up, computed in double precision. */
export function writeTransformTables({ floats, integers }: KernelInstance, nFft: number): void {
  const length = nFft / 2
  // Halved here, because parting even and odd samples' spectra doubles.
  floats('WINDOW', nFft).set(hann(nFft).map((weight) => weight / 2))
  const twiddles = radix4Twiddles(length)
  floats('TWIDDLES', twiddles.length).set(twiddles)
  floats('SPLIT_TWIDDLES', nFft / 2 + 2).set(Array.from({ length: nFft / 4 + 1 }, (_, k) => turn(k / nFft)).flat())
  integers('POSITIONS', length + 1).set(frequencyPositions(length).map((place) => place * BYTES_PER_COMPLEX_OF_LANES))
}

/** Write which bins the bands have, and their weights. */
export function writeBandTables({ floats, integers }: KernelInstance, bands: readonly Band[]): void {
  integers('BANDS', 2 * bands.length).set(
    bands.flatMap(({ firstBin, weights }) => [firstBin, firstBin + weights.length]),
  )
  const weights = bands.flatMap((band) => Array.from(band.weights))
  floats('WEIGHTS', weights.length).set(weights)
}

/** `e^(-2πi x)` */
export function turn(x: number): [re: number, im: number] {
  return [Math.cos(2 * Math.PI * x), -Math.sin(2 * Math.PI * x)]
}

/**
 * Twiddles of a radix-4 FFT by decimation in frequency: for each stage but the last, from the longest block to the
 * shortest, `w^j, w^2j, w^3j` as pairs, `w = e^(-2πi / block)`, `j = 0 .. block / 4 - 1`.
 */
function radix4Twiddles(length: number): number[] {
  const twiddles: number[] = []
  for (let block = length; block > 4; block /= 4) {
    for (let j = 0; j < block / 4; j += 1) {
      for (let power = 1; power <= 3; power += 1) twiddles.push(...turn((j * power) / block))
    }
  }
  return twiddles
}

/** Place at which that FFT leaves frequency `k`, for `k = 0 .. length`; the last is the first's. */
function frequencyPositions(length: number): Int32Array {
  return Int32Array.from({ length: length + 1 }, (_, k) => {
    let place = 0
    let frequency = k % length
    for (let block = length; block > 1; block /= 4) {
      const radix = Math.min(4, block)
      place += (frequency % radix) * (block / radix)
      frequency = Math.floor(frequency / radix)
    }
    return place
  })
}
