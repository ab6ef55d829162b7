import { createHash, randomBytes } from 'node:crypto'
import { InOrder } from '../../../in-order.ts'
import type { Clock } from '../../../pipeline/ports.ts'
import { HttpFailure } from '../failure.ts'
import { isPassword } from './password.ts'
import { TryLimit } from './try-limit.ts'

/** A shift, and some. @unit ms */
const LIFE_MS = 12 * 60 * 60 * 1_000
/** Beyond it the oldest is signed out. */
const MOST_SESSIONS = 200
const COOKIE = 'earshot_session'

export interface SessionsOptions {
  /** Empty: everybody may change what can be changed. */
  readonly passwordHash: string
  /** Whether browsers come over TLS only. */
  readonly isSecure: boolean
  readonly clock: Clock
}

/** Who is signed in. In memory: a restart signs everybody out. */
export class Sessions {
  readonly #options: SessionsOptions
  readonly #tries: TryLimit
  readonly #looking = new InOrder()
  /** When each ends, by the hash of its token: the tokens themselves are nowhere. @unit Unix epoch ms */
  readonly #endsMs = new Map<string, number>()

  constructor(options: SessionsOptions) {
    this.#options = options
    this.#tries = new TryLimit(options.clock)
  }

  get needsPassword(): boolean {
    return this.#options.passwordHash !== ''
  }

  /** @param cookies - The request's header. */
  isSignedIn(cookies: string | undefined): boolean {
    const key = keyOf(cookies)
    return key !== undefined && (this.#endsMs.get(key) ?? 0) > this.#options.clock()
  }

  /**
   * @param address - Whose tries are counted.
   * @returns The cookie to set.
   * @throws {@link HttpFailure} 401 when it is wrong, 429 after too many tries.
   */
  async signIn(password: string, address: string): Promise<string> {
    const waitSeconds = this.#tries.take(address)
    if (waitSeconds !== undefined) {
      throw new HttpFailure(429, 'EARSHOT_OVERLOADED', `too many tries: wait ${waitSeconds} s and try again`, {
        'retry-after': String(waitSeconds),
      })
    }
    // One at a time: each takes 32 MB for a moment, and one of the few threads that also read files.
    if (!(await this.#looking.do(() => isPassword(password, this.#options.passwordHash)))) {
      throw new HttpFailure(401, 'EARSHOT_SIGN_IN_NEEDED', 'this is not the password')
    }
    this.#tries.forget(address)
    const token = randomBytes(32).toString('base64url')
    const [oldest] = this.#endsMs.keys()
    if (oldest !== undefined && this.#endsMs.size >= MOST_SESSIONS) this.#endsMs.delete(oldest)
    this.#endsMs.set(hashOf(token), this.#options.clock() + LIFE_MS)
    return this.#cookie(token, LIFE_MS / 1_000)
  }

  /** @returns The cookie to set. */
  signOut(cookies: string | undefined): string {
    const key = keyOf(cookies)
    if (key !== undefined) this.#endsMs.delete(key)
    return this.#cookie('', 0)
  }

  #cookie(token: string, seconds: number): string {
    const secure = this.#options.isSecure ? '; Secure' : ''
    return `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`
  }
}

function keyOf(cookies = ''): string | undefined {
  const token = new RegExp(`(?:^|;\\s*)${COOKIE}=([A-Za-z0-9_-]{43})(?:;|$)`).exec(cookies)?.[1]
  return token === undefined ? undefined : hashOf(token)
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')
