import { once } from 'node:events'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemo } from '../demo/start-demo.ts'
import { complaintsOf, hasChromium, launchChromium } from './chromium.ts'

/** Real sound in real time: a window is 10 s long, three of five must agree, and both ways. */
const PATIENCE = { timeout: 45_000 }

describe.skipIf(!hasChromium)('the page over the demo, in Chromium', { concurrent: false, timeout: 90_000 }, () => {
  let started: Awaited<ReturnType<typeof startDemo>>
  let browser: Browser
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    ;[started, browser] = await Promise.all([startDemo(), launchChromium()])
    page = await browser.newPage()
    page.setDefaultTimeout(10_000)
    complaints = complaintsOf(page)
    await page.goto(started.page)
    await page.locator('#source-title').waitFor(PATIENCE)
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    if (started?.demo.exitCode !== null) return
    started.demo.kill('SIGKILL')
    await once(started.demo, 'exit')
  })

  const headline = (text: string) => page.locator('.source-head .badge', { hasText: text })

  it('raises the alarm of a fault that was switched on, and shows what is heard', async () => {
    await page.getByRole('button', { name: 'clogged' }).click()
    await headline('Alarm: clogged').waitFor(PATIENCE)
    expect(await page.title()).toBe('▲ 1 alarm · Earshot')
    await expect.poll(() => coloursOf(page), PATIENCE).toBeGreaterThan(50)
  })

  it('explains the window that a curve is clicked at', async () => {
    await page
      .locator('.plot')
      .first()
      .click({ position: { x: 600, y: 60 } })
    await expect.poll(() => page.url()).toMatch(/#\/source\/fan-1\?at=\d+$/)
    const why = page.locator('.why')
    await why.getByRole('row', { name: /clogged/ }).waitFor()
    expect(await why.locator('.counted').textContent()).toMatch(/\d of the last 5 windows count towards/)
  })

  it('plays what was heard when the alarm was raised, with a cursor that moves along', async () => {
    await page.getByRole('link', { name: 'Listen and review' }).click()
    await expect.poll(() => coloursOf(page)).toBeGreaterThan(50)
    await page.locator('audio').focus()
    await page.keyboard.press('Space')
    const begin = await cursorOf(page)
    await expect.poll(() => page.evaluate<number>(`document.querySelector('audio').currentTime`)).toBeGreaterThan(0.3)
    await expect.poll(() => cursorOf(page)).toBeGreaterThan(begin + 1)
    expect(await loudestOf(page)).toBeGreaterThan(0.01)
  })

  it('keeps a review that one click gives', async () => {
    await page.getByRole('button', { name: 'Right' }).click()
    await page.getByText('the dataset calls it “clogged”').waitFor()
    await page.getByRole('link', { name: 'All alarms' }).click()
    await page.getByRole('link', { name: /fan-1: clogged.*✓ Right.*as “clogged”/ }).waitFor()
    const zip = await page.getByRole('link', { name: 'Download as dataset' }).getAttribute('href')
    const dataset = await fetch(new URL(zip ?? '', started.page))
    expect([
      dataset.status,
      Buffer.from(await dataset.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ]).toEqual([200, 'PK'])
  })

  it('previews other thresholds before they can be applied', async () => {
    await page.getByRole('link', { name: 'Tuning' }).click()
    const apply = page.getByRole('button', { name: 'Apply these thresholds' })
    await page.getByLabel('clogged raises at').fill('1')
    expect(await apply.isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Preview the last week' }).click()
    await page.getByText('fan-1: clogged no longer raised').waitFor()
    expect(await page.getByRole('row', { name: /called right, but missed/ }).textContent()).toMatch(/01$/)
    expect(await apply.isEnabled()).toBe(true)
  })

  it('applies what was previewed, the number of windows too, and goes back to the configuration', async () => {
    const asApplied = page.getByText('They were applied here, and are kept over a restart.')
    await page.getByLabel('windows that must agree').fill('2')
    await page.getByRole('button', { name: 'Preview the last week' }).click()
    await page.getByRole('button', { name: 'Apply these thresholds' }).click()
    await asApplied.waitFor()
    await page.getByText('The number of windows was applied here too.').waitFor()
    expect(await page.getByLabel('clogged raises at').inputValue()).toBe('1')
    expect(await thresholdsOf(started.page)).toMatchObject({
      inForce: { clogged: { raiseAt: 1 } },
      windows: { inForce: { n: 2, of: 5 }, decidedBy: 'applied' },
    })
    await page.getByRole('button', { name: 'Back to the configuration' }).click()
    await page.getByText('They come from the configuration.').waitFor()
    expect(await thresholdsOf(started.page)).toMatchObject({ applied: null, windows: { inForce: { n: 3, of: 5 } } })
  })

  it('fits thresholds to the reviews', async () => {
    await page.getByRole('button', { name: 'Fit to the reviews' }).click()
    await page.getByText('Fitted to 1 review: they ask for no change.').waitFor()
    await page.getByRole('row', { name: /^raised/ }).waitFor()
  })

  it('silences the source with a reason, and clears when the fault is gone', async () => {
    await page.getByRole('link', { name: 'Sources' }).click()
    await page.getByRole('textbox', { name: 'Reason' }).fill('bearing change')
    await page.getByRole('button', { name: 'Silence fan-1' }).click()
    await page.getByText(/No alarm is raised until .*: bearing change/).waitFor()
    await page.getByRole('button', { name: 'ok' }).click()
    await headline('Normal').waitFor(PATIENCE)
    await page.getByRole('link', { name: /clogged.*✓ Right.*cleared after/ }).waitFor()
    expect(complaints).toEqual([])
  })

  it('starts to learn a source, and cancels that', async () => {
    await page.getByRole('link', { name: 'Models' }).click()
    const start = page.getByRole('button', { name: 'Start learning' })
    const course = page.getByRole('list', { name: 'How learning goes' })
    const add = page.getByLabel(/Add to what this source was learnt from/)
    await add.check()
    await start.click()
    await page.getByText(/there is nothing to add to: there is no model learnt-fan-1/).waitFor()
    await add.uncheck()
    await start.click()
    await course.getByText(/listens since/).waitFor()
    expect(await course.textContent()).toContain('0 of 60 windows')
    await course.getByRole('button', { name: 'Cancel' }).click()
    await course.getByText(/cancelled since/).waitFor()
    await course.getByText('it was asked for').waitFor()
  })

  it('lets another model judge', async () => {
    const judge = page.locator('.models li', { hasText: '✓ judges now' })
    expect(await judge.locator('h3').textContent()).toMatch(/^fan /)
    await page.getByRole('button', { name: 'Use fan-cnn' }).click()
    await expect.poll(() => judge.locator('h3').textContent(), PATIENCE).toMatch(/^fan-cnn /)
    await expect.poll(() => page.locator('#model').textContent(), PATIENCE).toContain('fan-cnn')
  })
})

async function thresholdsOf(page: string): Promise<unknown> {
  return (await fetch(new URL('/api/thresholds', page))).json()
}

/** How many colours the spectrogram has that is shown. */
function coloursOf(page: Page): Promise<number> {
  return page.evaluate(`(() => {
    const shown = document.querySelector('canvas.spectrogram')
    // A copy, since Chromium complains of a canvas of the page that is read again and again.
    const copy = new OffscreenCanvas(shown.width, shown.height).getContext('2d', { willReadFrequently: true })
    copy.drawImage(shown, 0, 0)
    const { data } = copy.getImageData(0, 0, shown.width, shown.height)
    return new Set(new Uint32Array(data.buffer)).size
  })()`)
}

/** Where the line lies that moves along with the sound. @unit CSS pixels */
async function cursorOf(page: Page): Promise<number> {
  return (await page.locator('.cursor').boundingBox())?.x ?? Number.NaN
}

/** The largest sample of the recording, as the browser decodes it. */
function loudestOf(page: Page): Promise<number> {
  return page.evaluate(`(async () => {
    const wav = await (await fetch(document.querySelector('audio').src)).arrayBuffer()
    const sound = await new OfflineAudioContext(1, 1, 44100).decodeAudioData(wav)
    return sound.getChannelData(0).reduce((loudest, y) => Math.max(loudest, Math.abs(y)), 0)
  })()`)
}
