/**
 * Time a piece of work several times, after a warm-up, in CPU time of this process and in wall time.
 *
 * @param {() => unknown | Promise<unknown>} work
 * @param {{ runs?: number, warmUp?: number }} [options]
 */
export async function measure(work, { runs = 31, warmUp = 5 } = {}) {
  for (let i = 0; i < warmUp; i++) await work()
  const wall = []
  const cpu = []
  for (let i = 0; i < runs; i++) {
    const before = process.cpuUsage()
    const start = performance.now()
    await work()
    wall.push(performance.now() - start)
    const { user, system } = process.cpuUsage(before)
    cpu.push((user + system) / 1000)
  }
  return { wallMs: summarise(wall), cpuMs: summarise(cpu) }
}

/** Median and quartiles: a mean would tell of the machine's other work. */
export function summarise(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  return { median: at(0.5), low: at(0.25), high: at(0.75), runs: sorted.length }
}

const number = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2))

/** `4.56 (4.40-4.81)` */
export const spread = ({ median, low, high }) => `${number(median)} (${number(low)}-${number(high)})`

/** Print rows under headings, the first column to the left. */
export function table(headings, rows) {
  const widths = headings.map((heading, i) => Math.max(heading.length, ...rows.map((row) => String(row[i]).length)))
  const line = (cells) =>
    cells.map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i]))).join('  ')
  console.log([line(headings), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n'))
}
