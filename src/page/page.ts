import type { LiveModel, StreamFrame } from '../adapters/http/api.ts'
import { showDemoPanel } from './demo-panel.ts'
import { byId, element, setText } from './element.ts'
import { EventList } from './event-list.ts'
import { count } from './format.ts'
import { type ConnectionState, followLive } from './live-feed.ts'
import { SourceCard } from './source-card.ts'

const place = byId('sources')
const events = new EventList(byId('events'))
const cards = new Map<string, SourceCard>()
const raised = new Set<string>()
const nothingYet = element(
  'p',
  'empty',
  'No source is heard yet. Publish sound to ',
  element('code', '', 'earshot/audio/NAME'),
  ', or play a recording: ',
  element('code', '', 'npx earshot publish FILE --source NAME'),
)
place.append(nothingYet)
/** The server's clock minus ours. @unit ms */
let clockOffsetMs = 0

function showFrame({ atMs, model, sources, events: newEvents }: StreamFrame, isWhole: boolean): void {
  clockOffsetMs = atMs - Date.now()
  if (isWhole) {
    forgetAllBut(new Set(sources.map(({ source }) => source)))
    events.replace(newEvents)
  } else events.add(newEvents)
  for (const status of sources) {
    const card = cards.get(status.source) ?? addCard(status.source)
    card.show(status, model)
    if (status.alarm.state === 'raised') raised.add(status.source)
    else raised.delete(status.source)
  }
  nothingYet.hidden = cards.size > 0
  showModel(model)
  showAges()
}

function forgetAllBut(known: ReadonlySet<string>): void {
  for (const [source, { card }] of cards) {
    if (known.has(source)) continue
    card.remove()
    cards.delete(source)
    raised.delete(source)
  }
}

function addCard(source: string): SourceCard {
  const card = new SourceCard(source)
  cards.set(source, card)
  place.append(card.card)
  return card
}

function showModel(model: LiveModel | null): void {
  setText(byId('model'), model ? `${model.identity.name} ${model.identity.version} · ${model.engineName}` : '')
  document.title = raised.size > 0 ? `▲ ${count(raised.size, 'alarm')} · Earshot` : 'Earshot'
}

function showAges(): void {
  for (const card of cards.values()) card.showAge(Date.now() + clockOffsetMs)
}

function showConnection(state: ConnectionState): void {
  const connection = byId('connection')
  connection.dataset['state'] = state
  setText(connection, state)
  const isLost = state === 'lost'
  document.body.classList.toggle('is-lost', isLost)
  const banner = byId('banner')
  banner.hidden = !isLost
  if (isLost) setText(banner, 'The connection is lost: what is shown is old. Trying again.')
}

followLive({ frame: showFrame, state: showConnection })
setInterval(showAges, 1_000)
void showDemoPanel(byId('demo')).catch(() => undefined)
