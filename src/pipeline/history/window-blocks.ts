import type { LabelJudgement } from '../../detect/explanation.ts'
import { summariseSound } from '../../model/detectors/explanation.ts'
import type { VerdictExplanation } from '../../model/verdict.ts'
import type { JudgedWindow } from '../source-status.ts'
import {
  type AlarmStateKind,
  endMsOf,
  type RowContext,
  readRow,
  rowBytes,
  startMsOf,
  type Texts,
  writeRow,
} from './window-row.ts'

/** Windows in a block: memory is taken and given back by the block. */
const BLOCK_ROWS = 256
/** A label's texts are few; a byte names them. */
const MOST_TEXTS = 255

/** What a window was like, and the alarm after it. */
export interface KeptWindow extends JudgedWindow {
  readonly state: AlarmStateKind
  /** All labels of the bundle that judged it, in the order of the probabilities. */
  readonly labels: readonly string[]
}

interface Block {
  readonly context: RowContext
  readonly texts: Texts
  readonly view: DataView
  readonly bytesPerRow: number
  /** Of the rows whose sound was explained: bands and modulations as numbers. */
  readonly sounds: Map<number, Float32Array>
  rows: number
}

/** The last hour of one source, some 80 bytes a window. */
export class WindowBlocks {
  readonly #source: string
  readonly #keepMs: number
  readonly #mostBlocks: number
  readonly #blocks: Block[] = []

  constructor(source: string, { keepMs, mostWindows }: { readonly keepMs: number; readonly mostWindows: number }) {
    this.#source = source
    this.#keepMs = keepMs
    this.#mostBlocks = Math.ceil(mostWindows / BLOCK_ROWS) + 1
  }

  /** @param labels - All labels of the bundle that judged it. */
  add(judged: JudgedWindow, state: AlarmStateKind, labels: readonly string[]): void {
    const block = this.#blockFor(judged, labels)
    const { label, message, explanation } = judged.verdict
    let text = block.texts.findIndex((known) => known.label === label && known.message === message)
    if (text < 0) text = block.texts.push({ label, message }) - 1
    writeRow(block.view, block.rows * block.bytesPerRow, judged, block.context, { text, state })
    if (explanation !== undefined) block.sounds.set(block.rows, packSound(explanation))
    block.rows += 1
    this.#forgetBefore(judged.verdict.window.endMs - this.#keepMs)
  }

  /** Windows that begin in a stretch of time, oldest first. */
  between(fromMs: number, toMs: number): KeptWindow[] {
    return this.#blocks.flatMap((block) =>
      Array.from({ length: block.rows }, (_, row) => row)
        .filter((row) => {
          const startMs = startMsOf(block.view, row * block.bytesPerRow)
          return startMs >= fromMs && startMs <= toMs
        })
        .map((row) => this.#read(block, row)),
    )
  }

  #read(block: Block, row: number): KeptWindow {
    const { context, texts, view, bytesPerRow, sounds } = block
    const kept = readRow(view, row * bytesPerRow, this.#source, context, texts)
    const sound = sounds.get(row)
    const verdict = sound === undefined ? kept.verdict : { ...kept.verdict, explanation: unpackSound(sound) }
    return { ...kept, verdict, labels: context.labels }
  }

  #blockFor({ verdict, explanation }: JudgedWindow, labels: readonly string[]): Block {
    const last = this.#blocks.at(-1)
    if (last !== undefined && last.rows < BLOCK_ROWS && last.texts.length < MOST_TEXTS) {
      const context = contextOf({ verdict, explanation }, labels, last.context)
      if (context === last.context) return last
    }
    const context = contextOf({ verdict, explanation }, labels, last?.context)
    const bytesPerRow = rowBytes(context)
    const view = new DataView(new ArrayBuffer(BLOCK_ROWS * bytesPerRow))
    const block: Block = { context, texts: [], view, bytesPerRow, sounds: new Map(), rows: 0 }
    this.#blocks.push(block)
    if (this.#blocks.length > this.#mostBlocks) this.#blocks.shift()
    return block
  }

  #forgetBefore(ms: number): void {
    const [first] = this.#blocks
    if (first === undefined || this.#blocks.length === 1) return
    if (endMsOf(first.view, (first.rows - 1) * first.bytesPerRow) < ms) this.#blocks.shift()
  }
}

/** The former context where it still holds. */
function contextOf(
  { verdict, explanation }: JudgedWindow,
  labels: readonly string[],
  former: RowContext | undefined,
): RowContext {
  const { n, of, towards } = explanation.windows
  const isSame =
    former !== undefined &&
    former.model.sha256 === verdict.model.sha256 &&
    former.nProbabilities === verdict.probabilities.length &&
    former.detectors.length === (verdict.scores?.length ?? 0) &&
    former[towards].n === n &&
    former[towards].of === of &&
    sameThresholds(former.judged, explanation.labels)
  if (isSame) return former
  const counted = { n, of }
  return {
    model: verdict.model,
    labels,
    judged: explanation.labels,
    raise: towards === 'raise' ? counted : (former?.raise ?? counted),
    clear: towards === 'clear' ? counted : (former?.clear ?? counted),
    detectors: (verdict.scores ?? []).map(({ name, threshold }) => ({ name, threshold })),
    nProbabilities: verdict.probabilities.length,
  }
}

function sameThresholds(a: readonly LabelJudgement[], b: readonly LabelJudgement[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      ({ label, raiseAt, clearAt }, i) =>
        label === b[i]?.label && raiseAt === b[i]?.raiseAt && clearAt === b[i]?.clearAt,
    )
  )
}

/** How many bands and lines of hum; three numbers for each band, two for each line, five for each modulation. */
function packSound({ bands, modulations, hum = [] }: VerdictExplanation): Float32Array {
  return Float32Array.of(
    bands.length,
    hum.length,
    ...bands.flatMap(({ fromHz, toHz, beyondDb }) => [fromHz, toHz, beyondDb]),
    ...hum.flatMap(({ hz, beyondDb }) => [hz, beyondDb]),
    ...modulations.flatMap(({ octave, rates, beyondDb }) => [
      octave.fromHz,
      octave.toHz,
      rates.fromHz,
      rates.toHz,
      beyondDb,
    ]),
  )
}

function unpackSound(packed: Float32Array): VerdictExplanation {
  const [count = 0, lines = 0, ...numbers] = Array.from(packed, (value) => Number(value.toPrecision(7)))
  const at = (i: number): number => numbers[i] ?? 0
  const bands = Array.from({ length: count }, (_, i) => ({
    fromHz: at(3 * i),
    toHz: at(3 * i + 1),
    beyondDb: at(3 * i + 2),
  }))
  const hum = Array.from({ length: lines }, (_, i) => ({
    hz: at(3 * count + 2 * i),
    beyondDb: at(3 * count + 2 * i + 1),
  }))
  const before = 3 * count + 2 * lines
  const modulations = Array.from({ length: (numbers.length - before) / 5 }, (_, i) => {
    const first = before + 5 * i
    return {
      octave: { fromHz: at(first), toHz: at(first + 1) },
      rates: { fromHz: at(first + 2), toHz: at(first + 3) },
      beyondDb: at(first + 4),
    }
  })
  return { summary: summariseSound({ bands, modulations, hum }), bands, modulations, ...(lines > 0 && { hum }) }
}
