import { ParameterError } from '../errors.ts'
import type { BaselineParams } from '../model/detectors/baselines.ts'
import { CholeskyFactor, packedIndex, packedLength } from '../model/detectors/cholesky.ts'
import type { NormalSoundExtractor } from '../model/detectors/normal-sound.ts'
import { BETWEEN_SHARE, sessionVariance } from './between-sessions.ts'
import { centresOf } from './centres.ts'
import { type ModulationView, modulationViews } from './modulation-views.ts'
import { addToDiagonal, type Moments, meanVariance, pooledCovariance } from './moments.ts'

/** Groups of rates on each side over which the variance between sessions is averaged; and ranges of rates. */
const RATE_REACH = 3
const RANGE_REACH = 2
/** How far a covariance is drawn towards a multiple of the identity: windows are fewer than numbers. */
const SHRINKAGE = 0.1
/** Keeps a covariance positive where nothing ever changes. @unit dB² */
const LEAST_VARIANCE_DB2 = 0.1

/**
 * Baselines of modulation: the mean of each session and of all, and one covariance.
 *
 * The squared distance that it gives is the mean of three, each over its own number of numbers: in every single
 * number, in ranges of rates of each octave, and in ranges of rates over the octaves. What beats in all octaves, or at
 * neighbouring rates, is little in any one number and much in their mean: chance is not so, faults are.
 *
 * @param sessions - Of each, the modulation of its windows; at least one, none empty.
 */
export function fitModulation(sessions: readonly Moments[], extractor: NormalSoundExtractor): BaselineParams {
  const size = extractor.modulationSize
  const windows = sessions.reduce((sum, { count }) => sum + count, 0)
  const within = pooledCovariance(sessions, Math.max(1, windows - sessions.length))
  const means = sessions.map((session) => session.mean())
  const centres = centresOf(means, size)
  const detail = regularised(within, means, { rowLength: extractor.spec.modulation.groups, reach: RATE_REACH })
  const views = modulationViews(extractor)
  if (views.length === 0) return { size, centres, covariance: detail }
  const seen = views.map((view) => ({
    view,
    covariance: regularised(
      projected(within, size, view),
      means.map((mean) => meansOf(mean, view)),
      { rowLength: view.rowLength, reach: RANGE_REACH },
    ),
  }))
  return { size, centres, covariance: joined(detail, size, seen) }
}

interface Neighbours {
  readonly rowLength: number
  readonly reach: number
}

/** With a share of what differs between sessions, and shrunk. */
function regularised(within: Float64Array, means: readonly Float64Array[], near: Neighbours): Float64Array {
  const size = means[0]?.length ?? 0
  const covariance = Float64Array.from(within)
  if (means.length > 1) {
    for (const [i, variance] of sessionVariance(means, near.rowLength, near.reach).entries()) {
      const at = packedIndex(i, i)
      covariance[at] = (covariance[at] as number) + BETWEEN_SHARE * variance
    }
  }
  const target = Math.max(meanVariance(covariance, size), LEAST_VARIANCE_DB2)
  const shrunk = covariance.map((value) => (1 - SHRINKAGE) * value)
  addToDiagonal(shrunk, size, SHRINKAGE * target)
  return shrunk
}

/**
 * The covariance under which a squared distance is `size` times the mean of the squared distances under all of them,
 * each over its number of numbers: with B and D all covariances times their numbers, and A the views, the inverse of
 * B⁻¹ + Aᵀ D⁻¹ A, by Woodbury's identity.
 */
function joined(
  detail: Float64Array,
  size: number,
  views: readonly { readonly view: ModulationView; readonly covariance: Float64Array }[],
): Float64Array {
  const base = detail.map((value) => value * size)
  const cells = views.flatMap(({ view }) => view.cells)
  const rows = cells.map((cell) => meanOfRows(base, size, cell))
  const inner = productsWith(rows, cells)
  let first = 0
  for (const { view, covariance } of views) {
    const count = view.cells.length
    for (let i = 0; i < count; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        const at = packedIndex(first + i, first + j)
        inner[at] = (inner[at] as number) + count * (covariance[packedIndex(i, j)] as number)
      }
    }
    first += count
  }
  const factor = CholeskyFactor.of(inner, cells.length)
  if (factor === undefined) throw new ParameterError('the modulation of what was heard is not finite')
  const columns = Array.from({ length: size }, (_, i) => {
    const column = Float64Array.from(rows, (row) => row[i] as number)
    factor.whiten(column)
    return column
  })
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const at = packedIndex(i, j)
      const left = (base[at] as number) - dot(columns[i] as Float64Array, columns[j] as Float64Array)
      base[at] = (left * (1 + views.length)) / size
    }
  }
  return base
}

/** A C Aᵀ, packed. */
function projected(covariance: Float64Array, size: number, { cells }: ModulationView): Float64Array {
  return productsWith(
    cells.map((cell) => meanOfRows(covariance, size, cell)),
    cells,
  )
}

/** Means of the numbers of each row over each of as many cells, the lower triangle packed. */
function productsWith(rows: readonly Float64Array[], cells: readonly (readonly number[])[]): Float64Array {
  const out = new Float64Array(packedLength(cells.length))
  for (const [i, row] of rows.entries()) {
    for (let j = 0; j <= i; j += 1) out[packedIndex(i, j)] = meanOf(row, cells[j] ?? [])
  }
  return out
}

/** Mean of some rows of a packed symmetric matrix. */
function meanOfRows(packed: Float64Array, size: number, cell: readonly number[]): Float64Array {
  return Float64Array.from({ length: size }, (_, k) => {
    return (
      cell.reduce((sum, i) => sum + (packed[packedIndex(Math.max(i, k), Math.min(i, k))] as number), 0) / cell.length
    )
  })
}

function meansOf(values: Float64Array, { cells }: ModulationView): Float64Array {
  return Float64Array.from(cells, (cell) => meanOf(values, cell))
}

function meanOf(values: Float64Array, cell: readonly number[]): number {
  return cell.reduce((sum, i) => sum + (values[i] as number), 0) / cell.length
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number)
  return sum
}
