import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { clockTime } from '../format.ts'
import { hatch } from '../sound/hatch.ts'
import { INSET } from '../sound/paint.ts'
import type { View } from '../sound/sound-track.ts'
import type { Curve, Limit } from './curves.ts'
import { colourOf, DASHES, Legend } from './legend.tsx'
import type { Gap } from './window-history.ts'

export interface ChartProps {
  readonly title: string
  /** How values read in the legend, with their unit. */
  readonly valueLabel: (value: number) => string
  /** How values read on the axis, whose unit the title gives. */
  readonly axisLabel: (value: number) => string
  readonly times: readonly number[]
  readonly curves: readonly Curve[]
  readonly limits: readonly Limit[]
  /** What the axis shows; it grows where values lie beyond. */
  readonly range: readonly [minimum: number, maximum: number]
  readonly view: View
  readonly gaps: readonly Gap[]
  /** The window that is explained. @unit Unix epoch ms */
  readonly pickedMs: number | undefined
  readonly onPick: (ms: number) => void
  readonly height: number
}

const LIMIT_DASH = [3, 4]

/** Curves over time, with the lines at which they count. A click picks a window. */
export function Chart(props: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | undefined>(undefined)
  const shown = useRef(props)
  shown.current = props
  const { title, curves, height, times, view } = props
  const names = curves.map(({ name }) => name).join('\n')

  // Made anew only when the curves are others.
  useEffect(() => {
    const parent = place.current
    if (!parent) return
    const made = makePlot(parent, shown)
    plot.current = made
    const resize = new ResizeObserver(() => made.setSize({ width: parent.clientWidth, height }))
    resize.observe(parent)
    const dark = matchMedia('(prefers-color-scheme: dark)')
    const redraw = () => made.redraw(false, true)
    dark.addEventListener('change', redraw)
    return () => {
      dark.removeEventListener('change', redraw)
      resize.disconnect()
      made.destroy()
    }
  }, [names, height])

  useEffect(() => {
    plot.current?.batch(() => {
      plot.current?.setData([[...times], ...curves.map(({ values }) => [...values])], false)
      plot.current?.setScale('x', { min: view.fromMs / 1_000, max: view.toMs / 1_000 })
    })
  })

  return (
    <figure class="chart">
      <figcaption class="chart-head">
        <h3>{title}</h3>
        <Legend curves={curves} limits={props.limits} valueLabel={props.valueLabel} />
      </figcaption>
      <div ref={place} class="plot" role="img" aria-label={describe(props)} />
    </figure>
  )
}

function describe({ title, curves, limits, valueLabel }: ChartProps): string {
  const now = curves.map(({ name, values }) => {
    const last = values.findLast((value) => value !== null)
    return `${name} ${last === undefined || last === null ? 'unknown' : valueLabel(last)}`
  })
  const lines = limits.map(({ name, value }) => `${name} ${valueLabel(value)}`)
  return `${title} over time; now ${[...now, ...lines].join(', ')}`
}

function makePlot(parent: HTMLElement, shown: { readonly current: ChartProps }): uPlot {
  const { curves, height } = shown.current
  const token = (name: string) => getComputedStyle(parent).getPropertyValue(name)
  const font = `12px ${getComputedStyle(parent).fontFamily}`
  const axis = { stroke: () => token('--muted'), font, ticks: { stroke: () => token('--muted'), size: 4 } }
  const made: uPlot = new uPlot(
    {
      width: Math.max(1, parent.clientWidth),
      height,
      padding: [INSET.top, INSET.right, 0, 0],
      legend: { show: false },
      cursor: { sync: { key: 'time' }, y: false, drag: { x: false, y: false }, points: { size: 6 } },
      scales: {
        x: { time: true, auto: false },
        y: { range: (_plot, low, high) => rangeOf(shown.current, low, high) },
      },
      axes: [
        {
          ...axis,
          size: INSET.bottom,
          gap: 3,
          space: 90,
          grid: { show: false },
          values: (_plot, splits) => splits.map((seconds) => clockTime(seconds * 1_000)),
        },
        {
          ...axis,
          size: INSET.left,
          gap: 4,
          space: 28,
          grid: { stroke: () => token('--line'), width: 1 },
          values: (_plot, splits) => splits.map((value) => shown.current.axisLabel(value)),
        },
      ],
      series: [
        {},
        ...curves.map(({ name }, i) => ({
          label: name,
          stroke: () => token(colourOf(i)),
          width: 2,
          dash: [...(DASHES[i % DASHES.length] ?? [])],
          points: { show: false },
        })),
      ],
      hooks: {
        drawClear: [(plot) => drawGaps(plot, shown.current, token('--hatch'))],
        draw: [(plot) => drawMarks(plot, shown.current, token)],
      },
    },
    [[...shown.current.times], ...curves.map(({ values }) => [...values])],
    parent,
  )
  made.over.addEventListener('click', ({ offsetX }) => shown.current.onPick(made.posToVal(offsetX, 'x') * 1_000))
  return made
}

function rangeOf({ range: [minimum, maximum], limits }: ChartProps, low: number, high: number): [number, number] {
  const values = limits.map(({ value }) => value)
  const lowest = Math.min(minimum, low, ...values)
  const highest = Math.max(maximum, high, ...values)
  return [lowest, highest > maximum ? highest + (highest - lowest) * 0.08 : highest]
}

function drawGaps(plot: uPlot, { gaps }: ChartProps, colour: string): void {
  const { left, top, width, height } = plot.bbox
  const xOf = (ms: number) => Math.min(left + width, Math.max(left, plot.valToPos(ms / 1_000, 'x', true)))
  for (const { startMs, endMs } of gaps) {
    const [x, end] = [xOf(startMs), xOf(endMs)]
    if (end > x) hatch(plot.ctx, { x, y: top, width: end - x, height }, colour, devicePixelRatio)
  }
}

function drawMarks(plot: uPlot, { limits, pickedMs }: ChartProps, token: (name: string) => string): void {
  const { ctx, bbox } = plot
  const line = (x1: number, y1: number, x2: number, y2: number) => {
    ctx.beginPath()
    ctx.moveTo(x1, y1)
    ctx.lineTo(x2, y2)
    ctx.stroke()
  }
  ctx.save()
  ctx.lineWidth = devicePixelRatio
  ctx.setLineDash(LIMIT_DASH.map((length) => length * devicePixelRatio))
  for (const { value, curve } of limits) {
    const y = plot.valToPos(value, 'y', true)
    ctx.strokeStyle = token(curve === undefined ? '--alarm' : colourOf(curve))
    line(bbox.left, y, bbox.left + bbox.width, y)
  }
  ctx.setLineDash([])
  if (pickedMs !== undefined) {
    const x = plot.valToPos(pickedMs / 1_000, 'x', true)
    ctx.strokeStyle = token('--ink')
    if (x >= bbox.left && x <= bbox.left + bbox.width) line(x, bbox.top, x, bbox.top + bbox.height)
  }
  ctx.restore()
}
