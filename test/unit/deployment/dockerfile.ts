export interface Instruction {
  /** Upper case. */
  readonly keyword: string
  /** All of it, on one line. */
  readonly text: string
}

export interface Stage {
  /** Empty for the last one. */
  readonly name: string
  readonly from: string
  readonly instructions: readonly Instruction[]
}

const INSTRUCTION = /^([A-Z]+)\s+(\S.*)$/
/** Those of the Dockerfile reference that an image of ours may use; ADD and SHELL are left out on purpose. */
const KNOWN = new Set(
  'ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL RUN STOPSIGNAL USER VOLUME WORKDIR'.split(' '),
)

/**
 * Read a Dockerfile: comments dropped, continued lines joined, stages apart.
 *
 * @returns The arguments before the first stage, and the stages.
 * @throws When a line is no instruction that we use.
 */
export function readDockerfile(text: string): { readonly args: readonly string[]; readonly stages: readonly Stage[] } {
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => {
      const [, keyword = '', rest = ''] = INSTRUCTION.exec(line) ?? []
      if (!KNOWN.has(keyword)) throw new Error(`no instruction of a Dockerfile: ${line}`)
      return { keyword, text: rest }
    })
  const args: string[] = []
  const stages: (Stage & { instructions: Instruction[] })[] = []
  for (const instruction of lines) {
    const [, from, name = ''] = /^(\S+)(?: AS (\S+))?$/.exec(instruction.text) ?? []
    if (instruction.keyword === 'FROM' && from !== undefined) stages.push({ name, from, instructions: [] })
    else if (stages.length === 0) args.push(instruction.text)
    else stages.at(-1)?.instructions.push(instruction)
  }
  return { args, stages }
}
