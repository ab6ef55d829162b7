import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { tone } from '../../signals.ts'
import { serve } from '../http/serve.ts'
import { hasChromium, launchChromium, pageDirectory, seriousBarriers } from './chromium.ts'

const KEYWORDS = fileURLToPath(new URL('../../../models/keywords', import.meta.url))
const DIGITS = fileURLToPath(new URL('../../../../shared/data/digits', import.meta.url))

const RATE_HZ = 16_000
/** Three seconds of silence with a beep of 0.2 s that ends at 2.1 s. */
const beep = new Float32Array(3 * RATE_HZ)
beep.set(tone(0.2 * RATE_HZ, { hz: 440, sampleRateHz: RATE_HZ, amplitude: 0.5 }), 1.9 * RATE_HZ)
const file = (name: string, y: Float32Array) => ({
  name,
  mimeType: 'audio/wav',
  buffer: Buffer.from(encodeWav(y, RATE_HZ, { bitDepth: 16 })),
})

describe.skipIf(!hasChromium)('the page for recordings, in Chromium', () => {
  let browser: Browser
  let folder: string
  let server: Awaited<ReturnType<typeof serve>>

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'earshot-recordings-'))
    const microphone = join(folder, 'microphone.wav')
    await writeFile(
      microphone,
      encodeWav(tone(96_000, { hz: 1_000, sampleRateHz: 48_000, amplitude: 0.25 }), 48_000, { bitDepth: 16 }),
    )
    browser = await launchChromium(
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${microphone}`,
    )
    server = await serve({ pageDirectory })
  })
  afterAll(async () => {
    await browser.close()
    await server[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })

  async function open(options: BrowserContextOptions = {}): Promise<Page & AsyncDisposable & { complaints: string[] }> {
    const page = await browser.newPage(options)
    const complaints: string[] = []
    page.on('console', (line) => complaints.push(line.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(`${server.url}/recordings`)
    await page.locator('#model option').first().waitFor({ state: 'attached' })
    return Object.assign(page, { complaints, [Symbol.asyncDispose]: () => page.close() })
  }

  it('shows the verdict, the runners-up, the waveform and what the model was given', async () => {
    await using page = await open()
    await page.setInputFiles('#file', file('beep.wav', beep))
    expect(await page.locator('.word').textContent()).toBe('OK')
    expect(await page.locator('.sure').textContent()).toBe('probability 50.0 % · ✓ normal')
    expect(await page.getByRole('meter', { name: 'fault' }).getAttribute('aria-valuetext')).toBe('50.0 %')
    expect(await page.locator('#waveform figcaption').textContent()).toBe(
      'Waveform: 3.00 s at 16000 Hz, one channel, peak −6.0 dBFS',
    )
    const captions = await page.locator('#features figcaption').allTextContents()
    expect(captions[0]).toBe('MFCC: 3 coefficients × 4 frames, what the model was given')
    expect(captions[1]).toContain('Log-mel: 128 bands × 4 frames')
    expect(await page.locator('#features .y-name').allTextContents()).toEqual(['coefficient', 'frequency (Hz)'])
    expect(await page.locator('#features .y-ticks').last().textContent()).toContain('1k')
    const canvas = page.locator('#features canvas').first()
    expect(await canvas.getAttribute('width')).toBe('4')
    expect(await canvas.getAttribute('height')).toBe('3')
    expect(page.complaints).toEqual([])
  })

  it('gives the loudest part to the model, and another one on request, by keyboard', async () => {
    await using page = await open()
    await page.setInputFiles('#file', file('beep.wav', beep))
    await page.locator('.word').waitFor()
    const text = page.locator('#part-text')
    const start = Number.parseFloat((await text.textContent()) ?? '')
    expect(Math.abs(start - 1.5)).toBeLessThan(0.05)
    const asked = page.waitForRequest(/from=0$/)
    await page.locator('#from').press('Home')
    await asked
    await page.getByText('The model hears 0.00 to 1.00 s').waitFor()
  })

  it('takes a file that is dropped', async () => {
    await using page = await open()
    const { buffer, name } = file('dropped.wav', beep)
    const data = await page.evaluateHandle(`(() => {
      const bytes = Uint8Array.from(atob('${buffer.toString('base64')}'), (character) => character.charCodeAt(0))
      const transfer = new DataTransfer()
      transfer.items.add(new File([bytes], '${name}', { type: 'audio/wav' }))
      return transfer
    })()`)
    await page.dispatchEvent('#drop', 'drop', { dataTransfer: data })
    await page.getByRole('heading', { name: 'dropped.wav' }).waitFor()
  })

  it('records from the microphone, until it is told to stop', async () => {
    await using page = await open()
    await page.getByRole('button', { name: 'Record from the microphone' }).press('Enter')
    await page.getByRole('button', { name: /^Stop · [1-9.]+ of/ }).waitFor()
    await page.getByRole('button', { name: /^Stop/ }).press('Enter')
    await page.getByRole('heading', { name: /^Recorded at/ }).waitFor()
    await page.locator('.word').waitFor()
    const caption = (await page.locator('#waveform figcaption').textContent()) ?? ''
    expect(caption).toMatch(/one channel, peak −1\d\.\d dBFS$/)
    expect(page.complaints).toEqual([])
  })

  it.each([
    [
      'a picture',
      { name: 'fan.png', mimeType: 'image/png', buffer: Buffer.from('\x89PNG and so on') },
      '“fan.png” is no WAV recording.',
    ],
    ['an empty file', { name: 'empty.wav', mimeType: 'audio/wav', buffer: Buffer.alloc(0) }, '“empty.wav” is empty.'],
    [
      'a damaged file',
      { name: 'x.wav', mimeType: 'audio/wav', buffer: Buffer.from('RIFF\0\0\0\0WAVEfmt ') },
      'This file is damaged, or no WAV recording.',
    ],
    ['a silent recording', file('silent.wav', new Float32Array(RATE_HZ)), 'This recording is silent.'],
    ['a recording without samples', file('short.wav', new Float32Array(0)), 'This recording is empty.'],
    ['a recording that is too long', file('long.wav', new Float32Array(21 * RATE_HZ)), 'This recording is too long.'],
    ['a file that is too large', file('large.wav', new Float32Array(40 * RATE_HZ)), '“large.wav” is too large.'],
  ])('says kindly what is wrong with %s', async (_what, given, matter) => {
    await using page = await open()
    await page.setInputFiles('#file', given)
    await page.getByRole('alert').getByText(matter).waitFor()
    expect(await page.locator('.word').count()).toBe(0)
  })

  it('says that a recording is too short for the model, and how long it must be', async () => {
    await using page = await open()
    await page.route(/api\/score/, (route) =>
      route.fulfill({
        status: 422,
        json: {
          error: {
            code: 'EARSHOT_AUDIO_TOO_SHORT',
            message: 'the clip lasts 0.010 s, this model needs at least 0.5 s',
          },
        },
      }),
    )
    await page.setInputFiles('#file', file('beep.wav', beep))
    await page.getByText('This recording is too short.').waitFor()
    expect(await page.locator('#problem').textContent()).toContain('needs at least 0.5 s')
  })

  it.skipIf(!existsSync(DIGITS))('says which word somebody said, whom the shipped model never heard', async () => {
    await cp(KEYWORDS, join(server.bundles, 'keywords'), { recursive: true })
    await using page = await open()
    await page.selectOption('#model', 'keywords')
    await page.setInputFiles('#file', join(DIGITS, '7_theo_7.wav'))
    await page.locator('.word').getByText('seven').waitFor()
    expect(await page.locator('.sure').textContent()).toMatch(/^probability 9\d\.\d %/)
    // A word of 0.57 s stands in a second of sound: nothing that the model was given is filled up.
    const captions = await page.locator('#features figcaption').allTextContents()
    expect(captions[0]).toBe('MFCC: 20 coefficients × 63 frames, what the model was given')
    expect(captions[1]).toContain('Log-mel: 64 bands × 63 frames')
    expect(page.complaints).toEqual([])
  })

  it.each(['light', 'dark'] as const)('has nothing that axe-core finds serious, in %s colours', async (colorScheme) => {
    await using page = await open({ colorScheme })
    await page.setInputFiles('#file', file('beep.wav', beep))
    await page.locator('.word').waitFor()
    expect(await seriousBarriers(page)).toEqual([])
    await page.setInputFiles('#file', file('silent.wav', new Float32Array(RATE_HZ)))
    await page.getByText('This recording is silent.').waitFor()
    expect(await seriousBarriers(page)).toEqual([])
  })

  it('is as wide as a phone', async () => {
    await using page = await open({ viewport: { width: 360, height: 780 } })
    await page.setInputFiles('#file', file('beep.wav', beep))
    await page.locator('.word').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  })
})
