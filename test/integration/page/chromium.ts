import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const QUIET_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-sync',
  '--no-first-run',
  '--autoplay-policy=no-user-gesture-required',
]

/** Where it is not installed the tests are skipped, by name; but not where everything must be checked. */
export const hasChromium = existsSync(CHROMIUM)
if (!hasChromium && process.env['CI']) {
  throw new Error(`these tests need ${CHROMIUM}: install the Debian package chromium, or say where it is in CHROMIUM`)
}

/** The pages as the build left them. */
export const pageDirectory = fileURLToPath(new URL('../../../dist/page', import.meta.url))

export const launchChromium = (...flags: readonly string[]): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: [...QUIET_FLAGS, ...flags] })

/** What the page complains of, as it comes: broken code, and whatever the content security policy forbids. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (line) => {
    if (line.type() === 'error' || line.type() === 'warning') complaints.push(line.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return complaints
}

/**
 * What axe finds on the page as it is now that is serious or critical, with the elements it is about.
 *
 * @param rules - Of axe; all of them when none is named.
 */
export async function seriousBarriers(page: Page, ...rules: readonly string[]): Promise<string[]> {
  // Through the debugger, which the page's content security policy does not bind.
  await page.evaluate(axe.source)
  const found = (await page.evaluate(
    `axe.run(${rules.length > 0 ? JSON.stringify({ runOnly: rules }) : ''})`,
  )) as axe.AxeResults
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
