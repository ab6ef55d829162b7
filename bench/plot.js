const WIDTH = 300
const HEIGHT = 240
const LEFT = 46
const TOP = 34
const BOTTOM = 44

/**
 * Line plots side by side on the same scale upwards, as SVG; each has a logarithmic scale to the right.
 *
 * @param {{ plots: { title: string, points: [number, number][] }[], yTitle: string, note: string }} what
 */
export function linePlots({ plots, yTitle, note }) {
  const top = niceAbove(Math.max(...plots.flatMap(({ points }) => points.map(([, y]) => y))))
  const width = plots.length * WIDTH + LEFT
  const parts = plots.map((plot, i) => onePlot(plot, top, LEFT + i * WIDTH))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" font-family="sans-serif" font-size="11" fill="#333">
<title>${yTitle} (${note})</title>
<rect width="${width}" height="${HEIGHT}" fill="#fff"/>
<text x="8" y="16" font-size="12">${yTitle} (${note})</text>
${parts.join('\n')}
</svg>
`
}

function onePlot({ title, points }, top, left) {
  const right = left + WIDTH - 36
  const bottom = HEIGHT - BOTTOM
  const [low, high] = [points[0][0], points.at(-1)[0]]
  const x = (value) => left + 14 + ((right - left - 28) * Math.log(value / low)) / Math.log(high / low)
  const y = (value) => bottom - ((bottom - TOP) * value) / top
  const lines = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(share * top).toFixed(1)
    return `<path d="M${left} ${at}H${right}" stroke="#ddd"/><text x="${left - 6}" y="${Number(at) + 4}" text-anchor="end">${Number((share * top).toFixed(2))}</text>`
  })
  const line = points.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(' ')
  const dots = points.map(
    ([a, b]) =>
      `<circle cx="${x(a).toFixed(1)}" cy="${y(b).toFixed(1)}" r="3" fill="#06c"/><text x="${x(a).toFixed(1)}" y="${(y(b) - 8).toFixed(1)}" text-anchor="middle">${b.toFixed(1)}</text><text x="${x(a).toFixed(1)}" y="${bottom + 15}" text-anchor="middle">${a}</text>`,
  )
  return `<g>${lines.join('')}<polyline points="${line}" fill="none" stroke="#06c" stroke-width="1.5"/>${dots.join('')}<text x="${(left + right) / 2}" y="${bottom + 33}" text-anchor="middle">${title}</text></g>`
}

/** 1, 2 or 5 times a power of ten, not below the value and its label. */
function niceAbove(value) {
  const power = 10 ** Math.floor(Math.log10(value * 1.1))
  return [1, 2, 4, 5, 8, 10].map((factor) => factor * power).find((nice) => nice >= 1.1 * value)
}
