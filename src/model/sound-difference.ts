import type { SoundStatistics } from './sound-statistics.ts'

/** Neighbouring bands that are looked at together. */
const BANDS_TOGETHER = 16
/** Neighbouring groups of modulation rates. */
const RATES_TOGETHER = 13
/** Of the greatest and of the least numbers of a row, so many are averaged. */
const FEW = 3
/** Numbers that {@link describeRow} gives. */
const PER_ROW = 6

type Parts = SoundStatistics['parts']

/**
 * How a stretch of sound differs from the machine's normal sound: which way each number went and how far, and, since
 * the same fault shows at other frequencies in a machine that turns faster, what happened in each region, wherever
 * in it.
 *
 * @param statistics - See {@link SoundStatistics}.
 * @param reference - The mean of those of the machine's normal sound.
 * @returns Shape `[differenceSize(parts)]`.
 */
export function soundDifference(
  statistics: ArrayLike<number>,
  reference: ArrayLike<number>,
  parts: Parts,
): Float64Array {
  const size = statistics.length
  const differences = Float64Array.from(statistics, (value, i) => value - (reference[i] as number))
  const regions = regionsOf(parts)
  const out = new Float64Array(differenceSize(parts))
  for (let i = 0; i < size; i += 1) {
    const difference = differences[i] as number
    // A large difference says little more than a middling one.
    out[i] = Math.sign(difference) * Math.sqrt(Math.abs(difference))
    out[size + i] = Math.abs(difference)
  }
  let at = 2 * size
  for (const { first, end } of regions) {
    out.set(describeRow(differences.slice(first, end)), at)
    at += PER_ROW
  }
  out.set(describeRow(meanOverOctaves(differences, parts)), at)
  return out
}

/** Numbers of a {@link soundDifference}. */
export function differenceSize(parts: Parts): number {
  const { bands, lines, octaves, rates } = parts
  return 2 * (2 * bands + lines + octaves * rates) + PER_ROW * (regionsOf(parts).length + 1)
}

interface Region {
  readonly first: number
  readonly end: number
}

function regionsOf({ bands, lines, octaves, rates }: Parts): Region[] {
  const modulation = 2 * bands + lines
  const octaveStarts = Array.from({ length: octaves }, (_, octave) => modulation + octave * rates)
  return [
    ...divide(0, bands, BANDS_TOGETHER),
    ...divide(bands, bands, BANDS_TOGETHER),
    ...divide(2 * bands, lines, BANDS_TOGETHER),
    ...octaveStarts.flatMap((start) => divide(start, rates, RATES_TOGETHER)),
    ...octaveStarts.map((first) => ({ first, end: first + rates })),
  ]
}

/** Regions of about `length` numbers, together all of them. */
function divide(start: number, count: number, length: number): Region[] {
  const regions = Math.max(1, Math.floor(count / length))
  return Array.from({ length: regions }, (_, i) => ({
    first: start + Math.floor((i * count) / regions),
    end: start + Math.floor(((i + 1) * count) / regions),
  }))
}

function meanOverOctaves(differences: Float64Array, { bands, lines, octaves, rates }: Parts): Float64Array {
  return Float64Array.from({ length: rates }, (_, rate) => {
    let sum = 0
    for (let octave = 0; octave < octaves; octave += 1) {
      sum += differences[2 * bands + lines + octave * rates + rate] as number
    }
    return sum / octaves
  })
}

/** Greatest, mean of the few greatest, least, mean of the few least, mean, deviation. Sorts `row`. */
function describeRow(row: Float64Array): number[] {
  row.sort()
  const mean = meanOf(row)
  const deviation = Math.sqrt(meanOf(row.map((value) => (value - mean) ** 2)))
  return [row.at(-1) ?? 0, meanOf(row.slice(-FEW)), row[0] ?? 0, meanOf(row.slice(0, FEW)), mean, deviation]
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
