import { createHmac, timingSafeEqual } from 'node:crypto'

/** HMAC-SHA256 with a module's key, as the workload API's `sign` returns it. */
export function sign(key: Buffer, data: Buffer | string): Buffer {
  return createHmac('sha256', key).update(data).digest()
}

/**
 * Check a shared access signature: its resource, its signature, and that its time is not over.
 *
 * @param resource - `{hub}/devices/{device}/modules/{module}`.
 * @returns When it runs out, Unix epoch ms; `undefined` when it is not valid.
 */
export function verifySasToken(token: string, resource: string, key: Buffer, nowMs: number): number | undefined {
  const field = (name: string) => new RegExp(`[ &]${name}=([^&]*)`).exec(token)?.[1] ?? ''
  const [sr, se] = [field('sr'), field('se')]
  const given = Buffer.from(decodeURIComponent(field('sig')), 'base64')
  const expected = sign(key, `${sr}\n${se}`)
  const isGenuine = given.length === expected.length && timingSafeEqual(given, expected)
  return isGenuine && decodeURIComponent(sr) === resource && Number(se) * 1000 > nowMs ? Number(se) * 1000 : undefined
}
