import { DatasetError } from '../../errors.ts'
import { kMeans } from './k-means.ts'
import { principalComponents } from './principal-components.ts'
import { silhouettes } from './silhouette.ts'

export interface GroupParams {
  /** How many groups; chosen by silhouette, 2 to 8, where it is left out. */
  readonly k?: number | undefined
  readonly seed: number
}

export interface SoundGroups {
  /** Group of each recording, 0 .. k - 1, the largest first. */
  readonly groups: readonly number[]
  readonly k: number
  /** Of each recording, see {@link silhouettes}. */
  readonly silhouettes: readonly number[]
  /** Mean silhouette that each number of groups would have. */
  readonly candidates: ReadonlyMap<number, number>
  /** Each recording's place on the principal components. */
  readonly places: readonly Float64Array[]
  /** Share of the variance that each component has, 0..1. */
  readonly shares: readonly number[]
}

const MAX_COMPONENTS = 10
const MAX_GROUPS = 8
/** The products of all pairs of recordings are kept: 64 MB. */
const MAX_RECORDINGS = 600

/**
 * Put recordings that sound alike into groups: principal components of their statistics, k-means on those.
 * The same recordings and seed give the same groups.
 *
 * @param statistics - Of each recording, see {@link soundStatistics}.
 * @throws {@link DatasetError} when there are too few recordings, or too many to compare all pairs.
 */
export function groupSounds(statistics: readonly Float64Array[], { k, seed }: GroupParams): SoundGroups {
  const least = Math.max(3, (k ?? 2) + 1)
  if (statistics.length < least || statistics.length > MAX_RECORDINGS) {
    throw new DatasetError(`grouping takes ${least} to ${MAX_RECORDINGS} recordings, got ${statistics.length}`)
  }
  const { places, shares } = principalComponents(statistics, MAX_COMPONENTS)
  if (shares.length === 0) throw new DatasetError('the recordings all sound the same, so there are no groups')

  const sizes = k === undefined ? range(2, Math.min(MAX_GROUPS, statistics.length - 1)) : [k]
  const tried = sizes.map((size) => {
    const { groups } = kMeans(places, size, seed)
    const values = silhouettes(places, groups)
    return { size, groups, values, mean: values.reduce((sum, value) => sum + value, 0) / values.length }
  })
  const best = tried.reduce((one, other) => (other.mean > one.mean ? other : one))
  return {
    groups: best.groups,
    k: best.size,
    silhouettes: best.values,
    candidates: new Map(tried.map(({ size, mean }) => [size, mean])),
    places,
    shares,
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
}
