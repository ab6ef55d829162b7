import type { WindowVerdict } from '../model/verdict.ts'
import type { Judges } from './judges.ts'
import { tooLittleHeard, tooManyQuestions } from './pipeline-errors.ts'
import type { Source, WaitingWindow } from './source.ts'

export interface QuestionsOptions {
  /** Questions under way at once; further ones are refused. */
  readonly askedAtOnce: number
  readonly judges: Judges
  readonly score: (source: string, waiting: WaitingWindow) => Promise<WindowVerdict>
}

/** What a source sounds like now, asked from outside. */
export class Questions {
  readonly #options: QuestionsOptions
  #asked = 0

  constructor(options: QuestionsOptions) {
    this.#options = options
  }

  /** @throws as {@link Pipeline.scoreNow}. */
  async ask({ name, stream }: Source): Promise<WindowVerdict> {
    const { askedAtOnce, judges, score } = this.#options
    const scorer = judges.of(name)
    if (this.#asked >= askedAtOnce) throw tooManyQuestions({ askedAtOnce })
    this.#asked += 1
    judges.uses.begin(scorer)
    try {
      const takenUpMs = performance.now()
      const window = await stream.latest(scorer)
      if (window === undefined) throw tooLittleHeard(name, scorer)
      return await score(name, { window, scorer, takenUpMs })
    } finally {
      this.#asked -= 1
      judges.uses.end(scorer)
    }
  }
}
