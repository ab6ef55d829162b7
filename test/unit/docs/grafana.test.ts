import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createPrometheusMetrics } from '../../../src/adapters/http/prometheus.ts'
import { METRICS } from '../../../src/pipeline/metrics.ts'

const text = readFileSync(new URL('../../../docs/downstream/grafana.json', import.meta.url), 'utf8')
const dashboard = JSON.parse(text) as {
  templating: { list: { name: string; query: string | { query: string } }[] }
  annotations: { list: { expr: string }[] }
  panels: { id: number; title: string; targets: { expr: string; legendFormat: string }[] }[]
}
const expressions = [
  ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ...dashboard.annotations.list.map(({ expr }) => expr),
  ...dashboard.templating.list.flatMap(({ query }) => (typeof query === 'string' ? [] : [query.query])),
]
/** On every number, whoever measured it. */
const OUR_LABELS = ['hub', 'device', 'module']

const namesIn = (expression: string): string[] =>
  [...expression.matchAll(/\b(earshot|process|nodejs)_[a-z_]+/g)].map(([name]) => name)

/** A name as Prometheus shows it, and the labels that its numbers carry. */
const SHOWN = new Map<string, readonly string[]>(
  Object.entries(METRICS).flatMap(([name, { kind, labels }]): [string, readonly string[]][] =>
    kind === 'histogram'
      ? [
          [`${name}_bucket`, [...labels, 'le']],
          [`${name}_sum`, labels],
          [`${name}_count`, labels],
        ]
      : [[name, labels]],
  ),
)

it('asks for numbers that there are, and for each of ours at least once', async () => {
  const page = await createPrometheusMetrics({ device: 'd' }).text()
  const asked = expressions.flatMap(namesIn)
  for (const name of asked) expect(SHOWN.has(name) || page.includes(`\n${name}{`), name).toBe(true)
  const base = (name: string): string => name.replace(/_(bucket|sum|count)$/, '')
  expect(new Set(asked.map(base).filter((name) => name.startsWith('earshot_')))).toEqual(new Set(Object.keys(METRICS)))
})

it('chooses and groups by labels that these numbers have', () => {
  for (const expression of expressions) {
    const known = new Set([...OUR_LABELS, ...namesIn(expression).flatMap((name) => SHOWN.get(name) ?? [])])
    const chosen = [...expression.matchAll(/([a-z_]+)=~?"/g)].map(([, label]) => label ?? '')
    const grouped = [...expression.matchAll(/by \(([a-z_, ]+)\)/g)].flatMap(([, list = '']) => list.split(', '))
    for (const label of [...chosen, ...grouped]) expect(known.has(label), `${label} in ${expression}`).toBe(true)
  }
})

it('chooses by source only where a number has one', () => {
  for (const expression of expressions) {
    for (const [, name = '', choice = ''] of expression.matchAll(/((?:earshot|process)_[a-z_]+)\{([^}]*)\}/g)) {
      if (choice.includes('source=')) expect(SHOWN.get(name), name).toContain('source')
    }
  }
})

it('names only what the query groups by in its legends', () => {
  for (const { targets } of dashboard.panels) {
    for (const { expr, legendFormat } of targets) {
      const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label ?? '')
      const grouped = /by \(([a-z_, ]+)\)/.exec(expr)?.[1]?.split(', ')
      if (grouped) expect(grouped).toEqual(expect.arrayContaining(named))
    }
  }
})

it('has panels with titles, and names of their own for variables that are used', () => {
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
  for (const { name } of dashboard.templating.list)
    expect(text).toContain(`$${name === 'datasource' ? '{datasource}' : name}`)
})
