import { useCallback, useEffect, useState } from 'preact/hooks'
import { connectionCount } from '../live/state.ts'
import { ask, explain } from './ask.ts'

export interface Answer<T> {
  /** The last answer that came; undefined before the first. */
  readonly value: T | undefined
  /** Why the last question was not answered; empty when it was. */
  readonly problem: string
  readonly reload: () => void
}

/**
 * What the server says under an address; asked again when the address, `version` or the connection is a new one.
 *
 * @param address - Null: nothing is asked.
 */
export function useAnswer<T>(address: string | null, version: unknown = ''): Answer<T> {
  const [value, setValue] = useState<T | undefined>(undefined)
  const [problem, setProblem] = useState('')
  const [times, setTimes] = useState(0)
  const reload = useCallback(() => setTimes((n) => n + 1), [])

  useEffect(() => {
    if (address === null) return
    let isWanted = true
    ask<T>(address).then(
      (answer) => {
        if (!isWanted) return
        setValue(answer)
        setProblem('')
      },
      (error: unknown) => isWanted && setProblem(explain(error)),
    )
    return () => {
      isWanted = false
    }
  }, [address, version, times, connectionCount.value])

  return { value, problem, reload }
}
