import { beforeAll, describe, expect, it } from 'vitest'
import { hashPassword, isPassword } from '../../../../../src/adapters/http/access/password.ts'
import { Sessions } from '../../../../../src/adapters/http/access/sessions.ts'

const PASSWORD = 'fans & bearings ä'
/** As quick as may be. */
const COST = { log2N: 10, r: 1, p: 1 }
let passwordHash: string
beforeAll(async () => {
  passwordHash = await hashPassword(PASSWORD, COST)
})

function open(isSecure = false) {
  const time = { nowMs: 1_000_000 }
  return { time, sessions: new Sessions({ passwordHash, isSecure, clock: () => time.nowMs }) }
}
const failure = (status: number) => ({ failure: { status } })

describe('a password', () => {
  it('is known by its hash, which is another each time and does not hold it', async () => {
    expect(await hashPassword(PASSWORD)).toMatch(/^scrypt:15:8:1:[\w-]{22}:[\w-]{43}$/)
    expect(await hashPassword(PASSWORD, COST)).not.toBe(passwordHash)
    expect(await isPassword(PASSWORD, passwordHash)).toBe(true)
    expect(await isPassword(PASSWORD.normalize('NFD'), passwordHash)).toBe(true)
    expect(await isPassword(`${PASSWORD} `, passwordHash)).toBe(false)
    expect(await isPassword('', passwordHash)).toBe(false)
  })

  it('is never right where there is no hash', async () => {
    for (const hash of ['', 'scrypt:15:8:1::', PASSWORD]) expect(await isPassword('', hash)).toBe(false)
  })
})

describe('sessions', () => {
  it('last from signing in to signing out, in a cookie that scripts and other sites do not get', async () => {
    const { sessions } = open()
    const cookie = await sessions.signIn(PASSWORD, 'here')
    expect(cookie).toMatch(/^earshot_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/)
    const [sent = ''] = cookie.split(';')
    expect(sessions.isSignedIn(`a=b; ${sent}; c=d`)).toBe(true)
    expect(sessions.isSignedIn(sent.slice(0, -1))).toBe(false)
    expect(sessions.isSignedIn(undefined)).toBe(false)
    sessions.signOut(sent)
    expect(sessions.isSignedIn(sent)).toBe(false)
  })

  it('end after twelve hours', async () => {
    const { sessions, time } = open()
    const [cookie] = (await sessions.signIn(PASSWORD, 'here')).split(';')
    time.nowMs += 12 * 3_600_000 - 1
    expect(sessions.isSignedIn(cookie)).toBe(true)
    time.nowMs += 1
    expect(sessions.isSignedIn(cookie)).toBe(false)
  })

  it('are for TLS alone where people come over TLS', async () => {
    expect(await open(true).sessions.signIn(PASSWORD, 'here')).toMatch(/; Secure$/)
  })

  it('are not to be had by guessing: five tries a minute from one address, also the right one', async () => {
    const { sessions, time } = open()
    for (let i = 0; i < 5; i++) await expect(sessions.signIn('wrong', 'here')).rejects.toMatchObject(failure(401))
    const refused = { failure: { status: 429, headers: { 'retry-after': '60' } } }
    await expect(sessions.signIn(PASSWORD, 'here')).rejects.toMatchObject(refused)
    await expect(sessions.signIn(PASSWORD, 'elsewhere')).resolves.toContain('earshot_session')
    time.nowMs += 60_000
    await expect(sessions.signIn(PASSWORD, 'here')).resolves.toContain('earshot_session')
  })

  it('are not to be had by guessing from many addresses', async () => {
    const { sessions } = open()
    const tries = Array.from({ length: 40 }, (_, i) => sessions.signIn('wrong', String(i)).catch((error) => error))
    const statuses = (await Promise.all(tries)).map((error) => error.failure.status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(30)
    expect(statuses.filter((status) => status === 429)).toHaveLength(10)
  })
})
