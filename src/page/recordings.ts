import type { ModelsAnswer } from '../adapters/http/api.ts'
import type { ModelSummary } from '../pipeline/model-registry.ts'
import { checkFile } from './recordings/check-file.ts'
import { byId, element } from './recordings/element.ts'
import { featurePlot } from './recordings/feature-plot.ts'
import { recordMicrophone } from './recordings/microphone.ts'
import { Problem } from './recordings/problem.ts'
import { askModels, askScore, type FullAnswer } from './recordings/server.ts'
import { showBars, showVerdict } from './recordings/verdict-view.ts'
import { drawWaveform } from './recordings/waveform.ts'

// Words do not begin when the button is pressed; the loudest part is found afterwards. @unit s
const SHORTEST_RECORDING = 2.5

const chooser = byId('model', HTMLSelectElement)
const fileInput = byId('file', HTMLInputElement)
const drop = byId('drop', HTMLLabelElement)
const recordButton = byId('record', HTMLButtonElement)
const level = byId('level', HTMLMeterElement)
const problem = byId('problem', HTMLParagraphElement)
const verdict = byId('verdict', HTMLDivElement)
const bars = byId('bars', HTMLDivElement)
const pictures = byId('pictures', HTMLElement)
const player = element('audio', '')
const from = byId('from', HTMLInputElement)
const part = byId('part', HTMLLabelElement)

let models: readonly ModelSummary[] = []
let limits: ModelsAnswer['limits'] = { maxBytes: 0, maxSeconds: 0, silentBelowDbfs: 0 }
let recording: { readonly name: string; readonly blob: Blob } | undefined
/** Counts what was asked: an answer that was overtaken is not shown. */
let asked = 0
let stopRecording: AbortController | undefined

const chosen = (): ModelSummary | undefined => models.find(({ name }) => name === chooser.value)

async function load(): Promise<void> {
  const answer = await askModels()
  limits = answer.limits
  models = answer.models.flatMap((model) => ('problem' in model ? [] : [model]))
  chooser.replaceChildren(...models.map(({ name, version }) => new Option(`${name} ${version}`, name)))
  chooser.value = answer.live
  if (chooser.selectedIndex < 0) chooser.selectedIndex = 0
  describe()
}

function describe(): void {
  const model = chosen()
  byId('about', HTMLParagraphElement).textContent = model?.description ?? 'There is no model here.'
  byId('limits', HTMLParagraphElement).textContent = model
    ? `WAV, at least ${model.shortestSeconds.toFixed(2)} s and at most ${limits.maxSeconds} s. ` +
      `This model listens to ${model.windowSeconds} s at once. Nothing is kept on the server.`
    : ''
}

async function judge(where: 'loudest' | number): Promise<void> {
  const model = chosen()
  if (!recording || !model) return
  asked += 1
  const mine = asked
  document.body.ariaBusy = 'true'
  try {
    const isCut = model.kind === 'network'
    const answer = await askScore({ recording: recording.blob, model: model.name, from: isCut ? where : null })
    if (mine === asked) show(answer, model, isCut)
  } catch (error) {
    if (mine === asked) complain(error)
  } finally {
    if (mine === asked) document.body.ariaBusy = 'false'
  }
}

function show(answer: FullAnswer, model: ModelSummary, isCut: boolean): void {
  const { clip, features } = answer
  const isSilent = clip.peakDbfs < limits.silentBelowDbfs
  clear()
  pictures.hidden = false
  byId('name', HTMLHeadingElement).textContent = recording?.name ?? ''
  drawWaveform(byId('waveform', HTMLElement), clip)
  part.hidden = !isCut || clip.durationSeconds <= model.windowSeconds + 0.01
  from.max = String(Math.max(0, clip.durationSeconds - model.windowSeconds))
  from.value = String(clip.part.startSeconds)
  showPart(clip.part.startSeconds, clip.part.endSeconds)
  byId('features', HTMLDivElement).replaceChildren(...features.map((feature, i) => featurePlot(feature, i === 0)))
  if (isSilent) {
    complain(
      new Problem(
        'This recording is silent.',
        `Nothing in it is louder than ${limits.silentBelowDbfs} dBFS, so there is nothing to judge. Check the microphone and its level.`,
      ),
      false,
    )
    return
  }
  showVerdict(verdict, answer, model)
  showBars(bars, answer, model)
}

function showPart(startSeconds: number, endSeconds: number): void {
  byId('part-text', HTMLOutputElement).textContent = `${startSeconds.toFixed(2)} to ${endSeconds.toFixed(2)} s`
}

function clear(): void {
  problem.hidden = true
  verdict.replaceChildren()
  bars.replaceChildren()
}

function complain(error: unknown, isUseless = true): void {
  clear()
  if (isUseless) pictures.hidden = true
  const { message, advice } =
    error instanceof Problem ? error : new Problem('Something went wrong on this page.', 'Load it again.')
  problem.replaceChildren(element('strong', '', message), ` ${advice}`)
  problem.hidden = false
}

async function take(name: string, blob: Blob): Promise<void> {
  URL.revokeObjectURL(player.src)
  player.src = URL.createObjectURL(blob)
  recording = { name, blob }
  await judge('loudest')
}

async function takeFile(file: File | undefined): Promise<void> {
  if (!file) return
  try {
    await checkFile(file, limits)
    await take(file.name, file)
  } catch (error) {
    complain(error)
  }
}

async function record(): Promise<void> {
  if (stopRecording) {
    stopRecording.abort()
    return
  }
  stopRecording = new AbortController()
  const seconds = Math.min(limits.maxSeconds, Math.max(SHORTEST_RECORDING, 1.1 * (chosen()?.windowSeconds ?? 0)))
  recordButton.ariaPressed = 'true'
  recordButton.textContent = 'Listening …'
  try {
    const blob = await recordMicrophone({
      seconds,
      signal: stopRecording.signal,
      onLevel: (peak, at) => showLevel(peak, at, seconds),
    })
    await take(`Recorded at ${new Date().toLocaleTimeString(undefined, { hour12: false })}`, blob)
  } catch (error) {
    complain(error)
  } finally {
    stopRecording = undefined
    level.hidden = true
    recordButton.ariaPressed = 'false'
    recordButton.textContent = 'Record from the microphone'
  }
}

function showLevel(peak: number, seconds: number, planned: number): void {
  level.hidden = false
  const share = Math.min(1, Math.max(0, 1 + Math.log10(Math.max(1e-6, peak)) / 3))
  level.value = share
  recordButton.textContent = `Stop · ${seconds.toFixed(1)} of ${planned.toFixed(1)} s`
}

fileInput.addEventListener('change', () => {
  void takeFile(fileInput.files?.[0]).then(() => {
    // So that the same file can be chosen again.
    fileInput.value = ''
  })
})
for (const name of ['dragenter', 'dragover', 'dragleave', 'drop'] as const) {
  document.addEventListener(name, (event) => {
    event.preventDefault()
    drop.classList.toggle('is-over', name === 'dragenter' || name === 'dragover')
    if (name === 'drop') void takeFile(event.dataTransfer?.files[0])
  })
}
recordButton.addEventListener('click', () => void record())
chooser.addEventListener('change', () => {
  describe()
  void judge('loudest')
})
from.addEventListener('input', () => {
  const start = Number(from.value)
  showPart(start, start + (chosen()?.windowSeconds ?? 0))
})
from.addEventListener('change', () => void judge(Number(from.value)))
player.controls = true
player.ariaLabel = 'The recording'
byId('play', HTMLDivElement).append(player)
load().catch(complain)
