/** What the path of a recording says of it. */
export interface PlacedRecording {
  readonly label: string
  /** Which machine was recorded, where the path says so. */
  readonly machine?: string
  /** Names the original where several files are made of one recording (MIMII: one for each SNR). */
  readonly original?: string
}

/** A convention by which a data set's paths say what was recorded. */
export interface Layout {
  readonly name: 'mimii' | 'dcase' | 'label-folders' | 'label-names'
  /** For people: how it is laid out. */
  readonly description: string
  /** @param file - Path from the data set's root, with `/`. @returns undefined where the path is not of this layout. */
  place(file: string): PlacedRecording | undefined
}

/** A machine's number as data sets write it: `id_00`, `M3`, `fan7`, `machine-2`; or who speaks: `speaker-5`, `voice-12`. */
const MACHINE = /(?:^|[_-])((?:id|machine|speaker|voice)[_-]?\d+|(?:m|fan)\d+)(?=[_.-]|$)/i

/** The machine that a part of a path names, where it is written as usual. */
export function machineIn(parts: readonly string[]): string | undefined {
  return parts
    .map((part) => MACHINE.exec(part)?.[1])
    .filter((machine) => machine !== undefined)
    .at(-1)
}
