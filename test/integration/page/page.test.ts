import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { hashPassword } from '../../../src/adapters/http/access/password.ts'
import type { LearningStatus } from '../../../src/pipeline/learning/learning-status.ts'
import { method } from '../../../src/pipeline/methods/method.ts'
import { alarmEvent } from '../http/scene.ts'
import { serve } from '../http/serve.ts'
import { complaintsOf, hasChromium, launchChromium, pageDirectory, seriousBarriers } from './chromium.ts'
import { judged, model } from './judged.ts'

const MOST_BYTES = 150_000

const demo = {
  faults: ['ok', 'imbalanced'],
  fault: 'ok',
  setFault(fault: string) {
    demo.fault = fault
  },
}

const LEARNING: LearningStatus = {
  state: 'trying',
  sinceMs: 0,
  startedMs: 0,
  model: 'learnt-fan-3',
  session: 'full load',
  addedTo: ['monday', 'tuesday'],
  learnt: {
    sessions: ['monday', 'tuesday', 'full load'].map((name) => ({
      name,
      windows: 60,
      apartDb: 2.3,
      raisedUnlearnt: 0.5,
      isDrifting: false,
    })),
    farthest: { from: 'monday', to: 'full load', rmsDb: 6.2, band: { fromHz: 209, toHz: 255 }, bandDb: -9 },
  },
  falseAlarmRate: 0.01,
  collected: { windows: 60, of: 60, silent: 0 },
  tried: { windows: 3, of: 12, raised: 0, allowed: 1 },
  remarks: [],
  reason: null,
}

it('is small: all that a browser loads of it, compressed', () => {
  const files = readdirSync(pageDirectory).filter((file) => file.endsWith('.gz'))
  const sizes = files.map((file) => statSync(join(pageDirectory, file)).size)
  expect(sizes.length).toBeGreaterThanOrEqual(3)
  expect(sizes.reduce((sum, bytes) => sum + bytes)).toBeLessThanOrEqual(MOST_BYTES)
})

it.each(['br', 'gzip'])(
  'comes compressed by %s to a browser that takes it, and as it is to any other',
  async (encoding) => {
    await using server = await serve({ pageDirectory })
    const load = (path: string, accepted: string) =>
      fetch(server.url + path, { headers: { accept: 'text/html', 'accept-encoding': accepted } })
    for (const path of ['/', '/page/page.js', '/page/page.css', '/recordings']) {
      const [compressed, plain] = await Promise.all([load(path, encoding), load(path, 'identity')])
      expect([path, compressed.headers.get('content-encoding'), plain.headers.get('content-encoding')]).toEqual([
        path,
        encoding,
        null,
      ])
      expect(compressed.headers.get('vary')).toContain('accept-encoding')
      expect(compressed.headers.get('content-type')).toBe(plain.headers.get('content-type'))
      const sizes = [compressed, plain].map(({ headers }) => Number(headers.get('content-length')))
      expect(sizes[0]).toBeLessThan(sizes[1] ?? 0)
      expect(await compressed.text()).toBe(await plain.text())
    }
  },
)

describe.skipIf(!hasChromium)('the live page, in Chromium', () => {
  let browser: Browser
  let server: Awaited<ReturnType<typeof serve>>
  let page: Page
  let complaints: string[] = []

  beforeAll(async () => {
    browser = await launchChromium()
    server = await serve({ pageDirectory, maxStreams: 8 }, demo)
  })
  afterAll(async () => {
    await browser.close()
    await server[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    server.scene.model = model
    server.scene.sources = [judged('fan-1', 0.04, 'OK')]
    page = await browser.newPage()
    complaints = complaintsOf(page)
    await page.goto(server.url)
    await page.getByText('live', { exact: true }).waitFor()
    return () => page.close()
  })

  it('shows a source alone with all that is known of it, in numbers', async () => {
    expect(await page.locator('#source-title').textContent()).toBe('fan-1')
    expect(await page.locator('.badge').textContent()).toBe('✓ Normal')
    expect(await page.locator('.verdict').textContent()).toBe('OK')
    expect(await page.locator('.numbers').textContent()).toContain('anomaly score 0.040 · level −23.5 dBFS')
    expect(await page.locator('.why').textContent()).toContain('not raised: fault 0.04 (raises at 0.80)')
    expect(await page.locator('#model').textContent()).toBe('small 1.0.0 · wasm')
    expect(await page.getByRole('img', { name: /^Anomaly score.*over time/ }).getAttribute('aria-label')).toContain(
      'anomaly 0.04, raises at 0.80',
    )
  })

  it('loads nothing that its content security policy forbids, and breaks nowhere', async () => {
    for (const view of ['#/alarms', '#/tuning', '#/models', '#/source/fan-1', '#/']) {
      await page.goto(`${server.url}/${view}`)
      await page.locator('main').waitFor()
    }
    expect(complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([])
  })

  it('shows an alarm at once, also in its title and among the alarms', async () => {
    server.scene.sources = [judged('fan-1', 0.96, 'Fault', 11_000)]
    server.tell({ source: 'fan-1', event: alarmEvent('fan-1', 'raised') })
    await page.locator('.badge', { hasText: '▲ Alarm: fault' }).waitFor()
    expect(await page.title()).toBe('▲ 1 alarm · Earshot')
    await page.getByRole('link', { name: 'Alarms' }).click()
    await page.getByRole('link', { name: /fan-1: fault.*not reviewed/ }).waitFor()
  })

  it('marks sources that are learnt or drift, and gives one back to the chosen model', async () => {
    const asked: unknown[] = []
    const payload = z.strictObject({ source: z.string(), name: z.null() })
    server.scene.methods.set('useModel', method({ payload, handle: async (given) => asked.push(given) }))
    const drifting = { ...judged('fan-1', 0.3, 'OK'), drift: { medianScore: 0.3, isDrifting: true } }
    const [own, learnt] = [judged('fan-2', 0.04, 'OK'), judged('fan-3', 0.04, 'OK')]
    server.scene.sources = [drifting, { ...own, ownModel: model.identity }, { ...learnt, learning: LEARNING }]
    await page.reload()
    await page.locator('.tile', { hasText: 'fan-1drifts' }).waitFor()
    await page.locator('.tile', { hasText: 'fan-3learns' }).waitFor()
    await page.goto(`${server.url}/#/source/fan-1`)
    await page.getByRole('link', { name: 'learn this session too' }).click()
    const course = page.getByRole('list', { name: 'How learning goes' })
    await course.getByText('Session full load is added to 2 sessions: monday, tuesday.').waitFor()
    await course.getByText('Farthest apart: monday and full load, 6.2 dB, most at 209 to 255 Hz.').waitFor()
    await page.getByRole('button', { name: 'Let the chosen one judge fan-2' }).click()
    await expect.poll(() => asked, { timeout: 10_000 }).toEqual([{ source: 'fan-2', name: null }])
  })

  it('takes no text for markup', async () => {
    server.scene.sources = [judged('fan-1', 0.9, '<img src=x onerror=alert(1)>', 12_000)]
    server.tell({ source: 'fan-1' })
    await page.locator('.verdict', { hasText: '<img src=x onerror=alert(1)>' }).waitFor()
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
    server = await serve({ pageDirectory, maxStreams: 8, port }, demo)
    server.scene.sources = [judged('fan-2', 0.1, 'OK')]
    await page.locator('#source-title', { hasText: 'fan-2' }).waitFor()
    expect(await page.getByText('The connection is lost').count()).toBe(0)
  })

  describe('as a wall of two hundred sources', () => {
    const names = Array.from({ length: 200 }, (_, i) => `fan-${i + 1}`)
    const tiles = () => page.locator('.tile')

    beforeEach(async () => {
      server.scene.sources = names.map((name) => judged(name, name === 'fan-150' ? 0.97 : 0.02, 'OK'))
      await page.reload()
      await tiles().nth(199).waitFor()
    })

    it('shows them all, alarms first, and each with state, verdict, score and level', async () => {
      expect(await tiles().count()).toBe(200)
      expect(await tiles().first().textContent()).toContain('▲fan-150Alarm: fault0.97−23 dBFS')
      expect(await tiles().nth(1).textContent()).toContain('✓fan-1OK0.02−23 dBFS')
    })

    it('can be searched, filtered and linked to while all of them speak', async () => {
      let endMs = 20_000
      const speak = setInterval(() => {
        endMs += 1_000
        server.scene.sources = names.map((name) => judged(name, name === 'fan-150' ? 0.97 : 0.03, 'OK', endMs))
        for (const source of names) server.tell({ source })
      }, 100)
      try {
        await page.getByRole('searchbox').fill('fan-17')
        await expect.poll(() => tiles().count()).toBe(11)
        expect(page.url()).toContain('#/?find=fan-17')
        await page.getByRole('searchbox').fill('')
        await page.getByRole('link', { name: /Alarm 1$/ }).click()
        await expect.poll(() => tiles().count()).toBe(1)
        await tiles().first().click()
        await page.locator('#source-title', { hasText: 'fan-150' }).waitFor()
        expect(page.url()).toMatch(/#\/source\/fan-150$/)
      } finally {
        clearInterval(speak)
      }
    })

    it('is walked through with the keyboard', async () => {
      await page.getByRole('searchbox').focus()
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.locator('#source-title', { hasText: 'fan-150' }).waitFor()
    })
  })

  // Only contrast depends on the colours.
  it.each([
    ['light', []],
    ['dark', ['color-contrast']],
  ] as const)('has no serious barrier in any view, when it is %s', async (colorScheme, rules) => {
    await page.emulateMedia({ colorScheme })
    server.scene.sources = [judged('fan-1', 0.96, 'Fault', 11_000), judged('fan-2', 0.04, 'OK')]
    server.tell({ source: 'fan-1', event: alarmEvent('fan-1', 'raised') })
    const barriers: string[] = []
    for (const view of ['#/', '#/source/fan-1', '#/alarms', '#/alarm/fan-1-raised', '#/tuning', '#/models']) {
      await page.goto(`${server.url}/${view}`)
      await page.locator('main').waitFor()
      barriers.push(...(await seriousBarriers(page, ...rules)).map((barrier) => `${view} ${barrier}`))
    }
    expect(barriers).toEqual([])
  })

  it.each([360, 768])('fits a screen that is %d pixels wide', async (width) => {
    await page.setViewportSize({ width, height: 780 })
    server.scene.sources = [
      judged('fan-1', 0.96, 'Fault', 11_000),
      judged('a-very-long-name-of-a-fan-in-hall-12', 0.04, 'OK'),
    ]
    server.tell({ source: 'fan-1', event: alarmEvent('fan-1', 'raised') })
    for (const view of ['#/', '#/source/fan-1', '#/alarms', '#/alarm/fan-1-raised', '#/tuning', '#/models']) {
      await page.goto(`${server.url}/${view}`)
      await page.locator('main').waitFor()
      expect([view, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([view, width])
    }
  })
})

describe.skipIf(!hasChromium)('the live page with a password, in Chromium', () => {
  it('asks for it before the first change, says when it is wrong, and then does what was wanted', async () => {
    const passwordHash = await hashPassword('correct horse', { log2N: 10, r: 1, p: 1 })
    await using server = await serve({ pageDirectory, maxStreams: 8, passwordHash }, demo)
    await using browser = await launchChromium()
    server.scene.model = model
    server.scene.sources = [judged('fan-1', 0.04, 'OK')]
    demo.fault = 'ok'
    const page = await browser.newPage()
    page.setDefaultTimeout(10_000)
    await page.goto(server.url)
    await page.locator('#source-title').waitFor()
    await page.getByRole('button', { name: 'imbalanced' }).click()
    const dialog = page.getByRole('dialog', { name: 'Sign in to make changes' })
    await dialog.getByLabel('Password').fill('wrong horse')
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await dialog.getByRole('alert').waitFor()
    expect(demo.fault).toBe('ok')
    await dialog.getByLabel('Password').fill('correct horse')
    await page.keyboard.press('Enter')
    await page.locator('button[aria-pressed=true]', { hasText: 'imbalanced' }).waitFor()
    expect([await dialog.isVisible(), demo.fault]).toEqual([false, 'imbalanced'])
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.getByRole('button', { name: 'ok', exact: true }).click()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(demo.fault).toBe('imbalanced')
  })
})
