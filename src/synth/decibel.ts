/** dB(x) of the synthesiser's formulas: a level in decibels as an amplitude factor. */
export function amplitude(db: number): number {
  return 10 ** (db / 20)
}

/** Root mean square of a signal; 0 of an empty one. */
export function rms(y: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < y.length; i += 1) sum += (y[i] as number) ** 2
  return y.length === 0 ? 0 : Math.sqrt(sum / y.length)
}
