import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/** 32 MiB and some 100 ms on a small device: what RFC 7914 and OWASP call interactive. */
const COST = { log2N: 15, r: 8, p: 1 } as const
const SALT_BYTES = 16
const HASH_BYTES = 32

/** `scrypt:LOG2N:R:P:SALT:HASH`, the last two in base64url. */
const FORM = /^scrypt:(1[0-8]):(\d{1,2}):(\d{1,2}):([A-Za-z0-9_-]{22}):([A-Za-z0-9_-]{43})$/

/**
 * Make of a password what the configuration may hold.
 *
 * @see RFC 7914.
 */
export async function hashPassword(password: string, cost: Cost = COST): Promise<string> {
  const { log2N, r, p } = cost
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(password, salt, cost)
  return ['scrypt', log2N, r, p, salt.toString('base64url'), hash.toString('base64url')].join(':')
}

/** Whether a password is the one that a hash was made of; never for what is no hash. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [, log2N, r, p, salt, expected] = FORM.exec(hash) ?? []
  if (salt === undefined || expected === undefined) return false
  const cost = { log2N: Number(log2N), r: Number(r), p: Number(p) }
  const found = await derive(password, Buffer.from(salt, 'base64url'), cost)
  return timingSafeEqual(found, Buffer.from(expected, 'base64url'))
}

interface Cost {
  readonly log2N: number
  readonly r: number
  readonly p: number
}

/** Texts that look the same are the same password, however the keyboard composes them. */
function derive(password: string, salt: Buffer, { log2N, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** log2N
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r }
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}
