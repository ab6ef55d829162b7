import type { DemoAnswer } from '../adapters/http/api.ts'
import { element, setText } from './element.ts'

type Demo = Extract<DemoAnswer, { isDemo: true }>

/** The switch of the simulated fan. Nothing is shown where there is none. */
export async function showDemoPanel(panel: HTMLElement): Promise<void> {
  const answer = await ask('/api/demo')
  if (!answer.isDemo) return
  const note = element('p', 'note')
  const buttons = answer.faults.map((fault) => element('button', '', fault))
  const show = ({ fault, faults }: Demo): void => {
    for (const button of buttons) button.ariaPressed = String(button.textContent === fault)
    const isHealthy = fault === faults[0]
    setText(
      note,
      isHealthy
        ? 'The fan runs as it should. Give it a fault: the alarm is raised within 20 s.'
        : `The fan suffers from “${fault}”. Choose “${faults[0]}” to mend it: the alarm clears.`,
    )
  }
  for (const button of buttons) {
    button.type = 'button'
    button.addEventListener('click', () => {
      choose(button.textContent).then(show, () => setText(note, 'The switch did not answer; try again.'))
    })
  }
  const title = element('h2', '', 'Simulated fan')
  title.id = 'demo-title'
  const group = element('div', 'switch', ...buttons)
  group.role = 'group'
  group.ariaLabel = 'Fault of the simulated fan'
  panel.replaceChildren(title, group, note)
  panel.hidden = false
  show(answer)
  // Another page or the terminal may switch as well.
  setInterval(() => {
    ask('/api/demo').then(
      (now) => now.isDemo && show(now),
      () => undefined,
    )
  }, 2_000)
}

async function choose(fault: string): Promise<Demo> {
  const answer = await ask('/api/demo/fault', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fault }),
  })
  if (!answer.isDemo) throw new Error('this is no demo')
  return answer
}

async function ask(address: string, request: RequestInit = {}): Promise<DemoAnswer> {
  const response = await fetch(address, { ...request, signal: AbortSignal.timeout(5_000) })
  if (!response.ok) throw new Error(`${address} answered ${response.status}`)
  return (await response.json()) as DemoAnswer
}
