import { useEffect, useRef, useState } from 'preact/hooks'
import { explain } from './ask.ts'
import { endSigningIn, isSigningIn, session, signIn, signOut } from './session.ts'

/** In the header: who may change things, where a password is configured. */
export function SessionButton() {
  if (!session.value?.needsPassword) return null
  return session.value.isSignedIn ? (
    <button type="button" class="plain" onClick={() => void signOut().catch(() => undefined)}>
      Sign out
    </button>
  ) : (
    <button
      type="button"
      class="plain"
      onClick={() => {
        isSigningIn.value = true
      }}
    >
      Sign in
    </button>
  )
}

/** Asks for the password, over everything else. */
export function SignInDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const [problem, setProblem] = useState('')
  const isOpen = isSigningIn.value

  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
  }, [isOpen])

  const submit = async (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault()
    const form = event.currentTarget
    try {
      await signIn(String(new FormData(form).get('password')))
      setProblem('')
      form.reset()
    } catch (error) {
      setProblem(explain(error))
    }
  }

  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="sign-in-title" onClose={() => endSigningIn(false)}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <h2 id="sign-in-title">Sign in to make changes</h2>
        <p class="note">Everything can be seen without. Changes need the password from the configuration.</p>
        {/* There are no names, but password stores want one. */}
        <input type="text" name="username" autocomplete="username" value="earshot" hidden readOnly />
        <label>
          Password
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <p class="buttons">
          <button type="submit" class="strong">
            Sign in
          </button>
          <button type="button" onClick={() => endSigningIn(false)}>
            Cancel
          </button>
        </p>
      </form>
    </dialog>
  )
}
