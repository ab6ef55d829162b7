import { squaredDistance } from './k-means.ts'

/**
 * How well each point lies in its group: `(b - a) / max(a, b)`, where `a` is its mean distance to its own group
 * and `b` to the nearest other one; 0 for a group of one. 1 is at best, below 0 another group would suit better.
 *
 * @see P. J. Rousseeuw, *Silhouettes*, J. Comput. Appl. Math. 20 (1987); scikit-learn's `silhouette_samples`.
 */
export function silhouettes(points: readonly Float64Array[], groups: readonly number[]): number[] {
  const names = [...new Set(groups)]
  return points.map((point, i) => {
    const distanceTo = (group: number): number => {
      const others = points.filter((_, j) => groups[j] === group && j !== i)
      return others.reduce((sum, other) => sum + Math.sqrt(squaredDistance(point, other)), 0) / others.length
    }
    const own = groups[i] ?? 0
    const inside = distanceTo(own)
    const outside = Math.min(...names.filter((name) => name !== own).map(distanceTo))
    return Number.isFinite(inside) && Number.isFinite(outside) && Math.max(inside, outside) > 0
      ? (outside - inside) / Math.max(inside, outside)
      : 0
  })
}
