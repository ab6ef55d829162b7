// Takes the pictures of the pages in docs/ anew, from a demo whose fan gets a fault. Needs Chromium and `npm run build`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { connectAsync } from 'mqtt'
import { chromium } from 'playwright-core'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const FAULT = 'clogged'
const FAN = 'fan-1'
const WALL_OF = 180
const FAULTY = [14, 75]
const SILENT = [33, 118]
const RAISED_WITHIN_MS = 60_000

/** Sizes in CSS pixels; the phone's in two device pixels each. */
const SCREENS = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5 },
  laptop: { viewport: { width: 1280, height: 800 } },
  wide: { viewport: { width: 1920, height: 1080 } },
}

const demo = spawn(process.execPath, ['dist/cli.js', 'demo', '--broker-port', '0'], {
  env: {
    ...process.env,
    EARSHOT_HTTP_PORT: '0',
    EARSHOT_LOG_FORMAT: 'json',
    EARSHOT_AUDIO_MAX_SOURCES: '256',
    EARSHOT_WINDOW_HOP_FRAMES: '64',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
try {
  const { page, broker } = await addressesOf(demo)
  const open = await browser.newPage(SCREENS.laptop)
  await open.goto(page)
  await open.locator('.badge', { hasText: 'Normal' }).waitFor({ timeout: RAISED_WITHIN_MS })
  console.log('the fan is heard')
  const healthy = await recordChunks(broker, 25)
  await open.getByRole('button', { name: FAULT }).click()
  await open.locator('.badge', { hasText: 'Alarm' }).waitFor({ timeout: RAISED_WITHIN_MS })
  console.log('the alarm is raised')
  await open.waitForTimeout(8_000)
  await open.screenshot({ path: 'docs/page.png' })
  await open.getByRole('link', { name: 'Listen and review' }).click()
  await open.waitForTimeout(12_000)
  const alarm = new URL(open.url()).hash

  await take('docs/page-alarm-dark.png', page, alarm, SCREENS.laptop, 'dark')
  await take('docs/page-phone.png', page, `#/source/${FAN}`, SCREENS.phone, 'light', 20_000)
  const stop = await fillWall(broker, healthy)
  await take('docs/page-wall.png', page, '#/', SCREENS.wide, 'light', 60_000)
  await stop()
} finally {
  await browser.close()
  demo.kill('SIGTERM')
  await once(demo, 'exit')
}

/** @param {string} path @param {string} page @param {string} hash @param {object} screen @param {'light' | 'dark'} colorScheme */
async function take(path, page, hash, screen, colorScheme, waitMs = 4_000) {
  const tab = await browser.newPage({ ...screen, colorScheme })
  await tab.goto(`${page}/${hash}`)
  await tab.waitForTimeout(waitMs)
  await tab.screenshot({ path })
  await tab.close()
  console.log(path)
}

/** So many chunks of the fan, as they come. */
async function recordChunks(broker, most) {
  const client = await connectAsync(broker)
  const chunks = []
  await client.subscribeAsync(`earshot/audio/${FAN}`)
  while (chunks.length < most) {
    const [, payload] = await once(client, 'message')
    chunks.push(JSON.parse(payload.toString()))
  }
  await client.endAsync()
  return chunks
}

/** Many fans: the sound of the one at other levels and under other names. Few have its fault, and two fall silent. */
async function fillWall(broker, healthy) {
  const client = await connectAsync(broker)
  let ticks = 0
  client.on('message', (_topic, payload) => {
    const faulty = JSON.parse(payload.toString())
    const { data } = healthy[ticks++ % healthy.length]
    for (let i = 1; i < WALL_OF; i++) {
      if (SILENT.includes(i) && ticks > 15) continue
      const chunk = FAULTY.includes(i) ? faulty : { ...faulty, data }
      const name = `hall-${1 + (i % 4)}.fan-${1 + Math.floor(i / 4)}`
      client.publish(`earshot/audio/${name}`, JSON.stringify({ ...chunk, data: quieter(chunk.data, (i * 7) % 20) }))
    }
  })
  await client.subscribeAsync(`earshot/audio/${FAN}`)
  return () => client.endAsync()
}

/** 16 bit samples in base64, by so many dB. */
function quieter(data, byDb) {
  const samples = new Int16Array(new Uint8Array(Buffer.from(data, 'base64')).buffer)
  return Buffer.from(samples.map((value) => Math.round(value * 10 ** (-byDb / 20))).buffer).toString('base64')
}

/** @param {import('node:child_process').ChildProcess} demo */
async function addressesOf({ stdout }) {
  for await (const line of createInterface({ input: stdout })) {
    const [, page, broker] = /the page is at (\S+); audio and alarms are at (\S+)"/.exec(line) ?? []
    if (page && broker) {
      stdout.resume()
      return { page, broker }
    }
  }
  throw new Error('the demo ended before it had started')
}
