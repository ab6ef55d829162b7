import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LiveModel } from '../../../src/adapters/http/api.ts'
import type { SourceStatus } from '../../../src/pipeline/source-status.ts'
import { alarmEvent, sourceStatus } from '../http/scene.ts'
import { serve } from '../http/serve.ts'

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const QUIET_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-sync',
  '--no-first-run',
]
/** As the build left it. */
const pageDirectory = fileURLToPath(new URL('../../../dist/page', import.meta.url))

const model: LiveModel = {
  identity: { name: 'small', version: '1.0.0', sha256: '0'.repeat(64) },
  labels: [
    { name: 'ok', message: 'OK', normal: true },
    { name: 'fault', message: 'Fault', normal: false },
  ],
  engineName: 'wasm',
}
const demo = {
  faults: ['ok', 'imbalanced'],
  fault: 'ok',
  setFault(fault: string) {
    demo.fault = fault
  },
}

/** A source whose last window was judged. */
function judged(source: string, fault: number, message: string, endMs = 10_000): SourceStatus {
  const isFaulty = fault > 0.5
  const status = sourceStatus(source, isFaulty ? alarmEvent(source, 'raised') : null)
  return {
    ...status,
    last: {
      verdict: {
        source,
        label: isFaulty ? 'fault' : 'ok',
        message,
        anomaly: isFaulty,
        score: fault,
        probabilities: [1 - fault, fault],
        model: model.identity,
        window: { startMs: endMs - 10_000, endMs },
        indicators: {
          rmsDbfs: -23.46,
          spectralCentroidHz: 900,
          spectralFlatness: 0.2,
          spectralRolloffHz: 4_000,
          crestFactor: 4,
          zeroCrossingsPerSecond: 800,
        },
        inferenceMs: 7,
      },
      explanation: {
        transition: 'none',
        reason: isFaulty ? 'above-clear-threshold' : 'below-raise-threshold',
        labels: [{ label: 'fault', score: fault, raiseAt: 0.8, clearAt: 0.5 }],
        windows: { n: 3, of: 5, towards: isFaulty ? 'clear' : 'raise', met: 0 },
        holdRemainingMs: 0,
        cooldownRemainingMs: 0,
      },
    },
  }
}

describe.skipIf(!existsSync(CHROMIUM))('the live page, in Chromium', () => {
  let browser: Browser
  let server: Awaited<ReturnType<typeof serve>>
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET_FLAGS })
    server = await serve({ pageDirectory }, demo)
  })
  afterAll(async () => {
    await browser.close()
    await server[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    server.scene.model = model
    server.scene.sources = [judged('fan-1', 0.04, 'OK')]
    complaints.length = 0
    page = await browser.newPage()
    page.on('console', (line) => complaints.push(line.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(server.url)
    await page.getByText('live', { exact: true }).waitFor()
    return () => page.close()
  })

  it('shows what is heard and how it is judged, in numbers', async () => {
    const card = page.locator('article')
    expect(await card.getByRole('heading').textContent()).toBe('fan-1')
    expect(await card.locator('.badge').textContent()).toBe('✓ Normal')
    expect(await card.locator('.verdict').textContent()).toBe('OK')
    expect(await card.getByRole('meter', { name: 'ok' }).getAttribute('aria-valuetext')).toBe('96.0 %')
    expect(await card.getByRole('meter', { name: 'Level' }).getAttribute('aria-valuetext')).toBe('−23.5 dBFS')
    expect(await card.textContent()).toContain('not raised: fault 0.04 (raises at 0.80)')
    expect(await page.locator('#model').textContent()).toBe('small 1.0.0 · wasm')
    expect(complaints).toEqual([])
  })

  it('shows an alarm at once, also in its title and among the events', async () => {
    server.scene.sources = [judged('fan-1', 0.96, 'Fault', 11_000)]
    server.tell({ source: 'fan-1', event: alarmEvent('fan-1', 'raised') })
    await page.getByText('▲ Alarm: fault').waitFor()
    expect(await page.title()).toBe('▲ 1 alarm · Earshot')
    expect(await page.locator('#events').textContent()).toContain('fan-1: fault raised')
  })

  it('takes no text for markup', async () => {
    server.scene.sources = [judged('fan-1', 0.9, '<img src=x onerror=alert(1)>', 12_000)]
    server.tell({ source: 'fan-1' })
    await page.getByText('<img src=x onerror=alert(1)>').waitFor()
    expect(await page.locator('img').count()).toBe(0)
  })

  it('switches the simulated fan', async () => {
    await page.getByRole('button', { name: 'imbalanced' }).click()
    await page.locator('button[aria-pressed=true]', { hasText: 'imbalanced' }).waitFor()
    expect(demo.fault).toBe('imbalanced')
  })

  it('says that the connection is lost, and recovers', async () => {
    const { port } = server
    await server[Symbol.asyncDispose]()
    await page.getByText('The connection is lost').waitFor()
    server = await serve({ pageDirectory, port }, demo)
    server.scene.sources = [judged('fan-2', 0.1, 'OK')]
    await page.getByRole('heading', { name: 'fan-2' }).waitFor()
    expect(await page.getByRole('heading', { name: 'fan-1' }).count()).toBe(0)
    expect(await page.getByText('The connection is lost').isVisible()).toBe(false)
  })

  it('is as wide as a phone', async () => {
    await page.setViewportSize({ width: 360, height: 780 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  })
})
