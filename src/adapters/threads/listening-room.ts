import { NotFoundError } from '../../errors.ts'
import type { BundleContents } from '../../model/bundle-contents.ts'
import type { EngineOptions } from '../../model/engine.ts'
import { openBundlesOn, type Scorer } from '../../model/scorer.ts'
import type { ForgetfulStream, HeardWindow } from '../../pipeline/audio-stream.ts'
import { bundleScorer } from '../../pipeline/bundle-scorer.ts'
import { openSourceStream } from '../../pipeline/local-stream.ts'
import type { WindowScorer } from '../../pipeline/window-scorer.ts'
import { SoundGarbage } from '../../sound-garbage.ts'
import { carry } from './carried-error.ts'
import type { Answer, Asked, Kind, Question, ScorerChoice, WindowNote } from './protocol.ts'

/** What one thread holds: bundles, the streams of its sources, and windows that wait. Answers questions. */
export class ListeningRoom {
  readonly #open: (contents: BundleContents) => Promise<Scorer>
  readonly #bundles = new Map<string, Scorer>()
  /** One object for each choice: streams tell by it whether they go on. */
  readonly #scorers = new Map<string, WindowScorer>()
  readonly #streams = new Map<string, ForgetfulStream>()
  readonly #windows = new Map<number, HeardWindow>()
  readonly #garbage = new SoundGarbage()
  #lastTicket = 0

  constructor(engine: EngineOptions) {
    this.#open = openBundlesOn(engine)
  }

  /** @throws what is wrong with the sound, the bundle or the engine. */
  async answer({ kind, asked }: Question): Promise<Answer<Kind>> {
    switch (kind) {
      case 'load':
        return this.#load(asked)
      case 'unload':
        return this.#unload(asked)
      case 'scoreClip':
        return { verdict: await this.#bundle(asked.sha256).scoreClip(asked.clip), y: asked.clip.y }
      case 'examineClip':
        this.#garbage.note(asked.clip.y.byteLength)
        return this.#bundle(asked.sha256).examineClip(asked.clip)
      case 'push': {
        const { windows, ...rest } = await this.#stream(asked.source).push(
          asked.chunk,
          this.#scorer(asked.scorer),
          asked.past,
        )
        return { windows: await this.#notes(windows), ...rest }
      }
      case 'settle':
        return this.#notes(await this.#stream(asked.source).settle(this.#scorer(asked.scorer), asked.past))
      case 'latest': {
        const window = await this.#stream(asked.source).latest(this.#scorer(asked.scorer), asked.past)
        return window && this.#ticket(window)
      }
      case 'score':
        return this.#take(asked.ticket).score()
      case 'drop':
        this.#take(asked.ticket).drop()
        return undefined
      case 'close':
        this.#streams.get(asked.source)?.close()
        this.#streams.delete(asked.source)
        return undefined
    }
  }

  async #load({ contents }: Asked<'load'>): Promise<Answer<'load'>> {
    const scorer = await this.#open(contents)
    this.#bundles.set(contents.sha256, scorer)
    const { engineName, engineNote, enginesRefused } = scorer
    return { engineName, engineNote, enginesRefused }
  }

  #unload({ sha256 }: Asked<'unload'>): undefined {
    this.#bundles.get(sha256)?.dispose()
    this.#bundles.delete(sha256)
    for (const key of this.#scorers.keys()) if (key.startsWith(sha256)) this.#scorers.delete(key)
  }

  #bundle(sha256: string): Scorer {
    const scorer = this.#bundles.get(sha256)
    if (scorer === undefined) throw new NotFoundError(`the bundle ${sha256} is not loaded`)
    return scorer
  }

  #scorer({ sha256, hopLength }: ScorerChoice): WindowScorer {
    const key = `${sha256}/${hopLength}`
    const known = this.#scorers.get(key)
    if (known !== undefined) return known
    const bundle = this.#bundle(sha256)
    const scorer = bundleScorer(bundle, hopLength / bundle.manifest.features.hopLength)
    this.#scorers.set(key, scorer)
    return scorer
  }

  #stream(source: string): ForgetfulStream {
    const stream = this.#streams.get(source) ?? openSourceStream(source)
    this.#streams.set(source, stream)
    return stream
  }

  /** One window is scored at once, which saves a message each way. More than one would keep other sources waiting. */
  async #notes(windows: readonly HeardWindow[]): Promise<readonly WindowNote[]> {
    const [only, ...others] = windows
    if (only === undefined || others.length > 0) return windows.map((window) => this.#ticket(window))
    const { startMs, endMs } = only
    return [
      await only.score().then(
        (finding) => ({ startMs, endMs, finding }),
        (error: unknown) => ({ startMs, endMs, error: carry(error) }),
      ),
    ]
  }

  #ticket(window: HeardWindow): WindowNote {
    this.#lastTicket += 1
    this.#windows.set(this.#lastTicket, window)
    return { ticket: this.#lastTicket, startMs: window.startMs, endMs: window.endMs }
  }

  #take(ticket: number): HeardWindow {
    const window = this.#windows.get(ticket)
    if (window === undefined) throw new NotFoundError(`window ${ticket} does not wait here`)
    this.#windows.delete(ticket)
    return window
  }
}
