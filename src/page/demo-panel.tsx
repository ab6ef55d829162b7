import { useEffect } from 'preact/hooks'
import type { DemoAnswer } from '../adapters/http/api.ts'
import { Choices } from './choices.tsx'
import { useAnswer } from './server/answer.ts'
import { useDeed } from './server/deed.ts'
import { Problem } from './server/problem.tsx'
import { change } from './server/session.ts'

/** Another page or the terminal may switch as well. @unit ms */
const LOOK_AGAIN_MS = 2_000

/** The switch of the simulated fan. Nothing is shown where there is none. */
export function DemoPanel() {
  const { value, reload } = useAnswer<DemoAnswer>('/api/demo')
  const { isBusy, problem, run } = useDeed()
  const isDemo = value?.isDemo === true
  useEffect(() => {
    if (!isDemo) return
    const again = setInterval(reload, LOOK_AGAIN_MS)
    return () => clearInterval(again)
  }, [isDemo, reload])
  if (!value?.isDemo) return null

  const { fault, faults } = value
  const choose = async (wanted: string) => {
    if (await run(() => change('/api/demo/fault', { fault: wanted }))) reload()
  }
  return (
    <section class="panel" aria-labelledby="demo-title">
      <h2 id="demo-title">Simulated fan</h2>
      <Choices
        label="Fault of the simulated fan"
        choices={faults.map((name) => ({ value: name, name }))}
        chosen={fault}
        isBusy={isBusy}
        onChoose={(name) => void choose(name)}
      />
      <p class="note">
        {fault === faults[0]
          ? 'The fan runs as it should. Give it a fault: the alarm is raised within 20 s.'
          : `The fan suffers from “${fault}”. Choose “${faults[0]}” to mend it: the alarm clears.`}
      </p>
      <Problem text={problem} />
    </section>
  )
}
