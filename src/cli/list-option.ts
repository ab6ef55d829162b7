import { ParameterError } from '../errors.ts'

/**
 * A parser of a command line's names with commas between, for commander.
 *
 * @throws {@link ParameterError} from the parser when a name is empty.
 */
export function names(option: string): (text: string) => string[] {
  return (text) => {
    const list = text.split(',').map((item) => item.trim())
    if (!list.includes('')) return list
    throw new ParameterError(`${option} takes names with commas between, got "${text}"`)
  }
}
