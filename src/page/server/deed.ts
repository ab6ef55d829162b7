import { useState } from 'preact/hooks'
import { explain } from './ask.ts'

export interface Deed {
  readonly isBusy: boolean
  /** Why it could not be done; empty while it goes well. */
  readonly problem: string
  /** Do it; a second time only when the first is done. @returns Whether it was done. */
  readonly run: (task: () => Promise<unknown>) => Promise<boolean>
}

/** Something that a button does: busy while it runs, and in words why it failed. */
export function useDeed(): Deed {
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const run = async (task: () => Promise<unknown>): Promise<boolean> => {
    if (isBusy) return false
    setIsBusy(true)
    setProblem('')
    try {
      await task()
      return true
    } catch (error) {
      setProblem(explain(error))
      return false
    } finally {
      setIsBusy(false)
    }
  }
  return { isBusy, problem, run }
}
