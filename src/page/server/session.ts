import { signal } from '@preact/signals'
import type { SessionAnswer, SessionRequest } from '../../adapters/http/api.ts'
import { ask, Refused } from './ask.ts'

/** Whether changes need a password, and whether it was given. Null before the server said. */
export const session = signal<SessionAnswer | null>(null)
/** Somebody wants to change something and has to sign in first. */
export const isSigningIn = signal(false)

const SIGN_IN_NEEDED = 401
let waiting: ((isSignedIn: boolean) => void)[] = []

export async function readSession(): Promise<void> {
  session.value = await ask<SessionAnswer>('/api/session')
}

/** @throws Refused when the password is wrong, or was tried too often. */
export async function signIn(password: string): Promise<void> {
  const request: SessionRequest = { password }
  session.value = await ask<SessionAnswer>('/api/session', 'POST', request)
  endSigningIn(true)
}

export async function signOut(): Promise<void> {
  session.value = await ask<SessionAnswer>('/api/session', 'DELETE')
}

/** Close the question for the password; what waited for it goes on, or is given up. */
export function endSigningIn(isSignedIn: boolean): void {
  isSigningIn.value = false
  for (const go of waiting.splice(0)) go(isSignedIn)
}

/**
 * Ask the server to change something. Where that needs a password, it is asked for, and then done.
 *
 * @throws Refused with the server's message.
 */
export async function change<T>(address: string, body?: object, method: 'POST' | 'DELETE' = 'POST'): Promise<T> {
  try {
    return await ask<T>(address, method, body)
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== SIGN_IN_NEEDED || !(await askForPassword())) throw error
    return ask<T>(address, method, body)
  }
}

function askForPassword(): Promise<boolean> {
  isSigningIn.value = true
  return new Promise((resolve) => {
    waiting = [...waiting, resolve]
  })
}
