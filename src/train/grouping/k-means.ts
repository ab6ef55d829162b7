import { Random } from '../../synth/random.ts'

export interface Clustering {
  /** Group of each point, 0 .. k - 1, the largest group first. */
  readonly groups: readonly number[]
  /** Sum of squared distances to the groups' centres. */
  readonly spread: number
}

const STARTS = 20
const MAX_STEPS = 100

/**
 * k-means: the best of twenty starts, each drawn so that centres lie apart.
 *
 * @param points - At least `k`, all of one length.
 * @param seed - Decides the starts: the same seed gives the same groups.
 * @see D. Arthur and S. Vassilvitskii, *k-means++*, SODA 2007.
 */
export function kMeans(points: readonly Float64Array[], k: number, seed: number): Clustering {
  let best: Clustering | undefined
  for (let start = 0; start < STARTS; start += 1) {
    const found = settle(points, drawCentres(points, k, new Random(seed, `k-means/${k}/${start}`)))
    if (best === undefined || found.spread < best.spread - 1e-12) best = found
  }
  return best === undefined ? { groups: [], spread: 0 } : { ...best, groups: largestFirst(best.groups, k) }
}

/** The first at random, each further one with a chance in proportion to its squared distance from those drawn. */
function drawCentres(points: readonly Float64Array[], k: number, random: Random): Float64Array[] {
  const centres = points.slice(random.integer(0, points.length - 1)).slice(0, 1)
  while (centres.length < k) {
    const distances = points.map((point) => Math.min(...centres.map((centre) => squaredDistance(point, centre))))
    let left = random.uniform() * distances.reduce((sum, value) => sum + value, 0)
    const drawn = distances.findIndex((distance) => {
      left -= distance
      return left <= 0 && distance > 0
    })
    centres.push(points[Math.max(0, drawn)] ?? new Float64Array())
  }
  return centres
}

function settle(points: readonly Float64Array[], first: readonly Float64Array[]): Clustering {
  let centres = first
  let groups = points.map((point) => nearest(point, centres))
  for (let step = 0; step < MAX_STEPS; step += 1) {
    centres = centres.map((centre, group) => meanOf(points.filter((_, i) => groups[i] === group)) ?? centre)
    const next = points.map((point) => nearest(point, centres))
    const isSettled = next.every((group, i) => group === groups[i])
    groups = next
    if (isSettled) break
  }
  const spread = points.reduce(
    (sum, point, i) => sum + squaredDistance(point, centres[groups[i] ?? 0] ?? new Float64Array()),
    0,
  )
  return { groups, spread }
}

function nearest(point: Float64Array, centres: readonly Float64Array[]): number {
  const distances = centres.map((centre) => squaredDistance(point, centre))
  return distances.indexOf(Math.min(...distances))
}

function meanOf(points: readonly Float64Array[]): Float64Array | undefined {
  return points[0]?.map((_, j) => points.reduce((sum, point) => sum + (point[j] ?? 0), 0) / points.length)
}

/** Numbers groups by size, of equals by the earliest member. */
function largestFirst(groups: readonly number[], k: number): number[] {
  const size = (group: number): number => groups.filter((other) => other === group).length
  const order = Array.from({ length: k }, (_, group) => group).sort(
    (a, b) => size(b) - size(a) || groups.indexOf(a) - groups.indexOf(b),
  )
  return groups.map((group) => order.indexOf(group))
}

export function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += ((a[i] as number) - (b[i] as number)) ** 2
  return sum
}
