/**
 * Wait for work, but not longer than the limit. The work itself is not stopped.
 *
 * @param late - Makes the error that is thrown when the time is over.
 */
export async function within<T>(work: Promise<T>, limitMs: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), limitMs)
  })
  return await Promise.race([work, over]).finally(() => clearTimeout(timer))
}
