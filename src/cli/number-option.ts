import { ParameterError } from '../errors.ts'

interface Range {
  readonly from: number
  readonly to: number
}

/**
 * A parser of a command line's whole number, for commander.
 *
 * @throws {@link ParameterError} from the parser, naming the option and what it takes.
 */
export function wholeNumber(option: string, { from, to }: Range): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isInteger(value) && value >= from && value <= to) return value
    throw new ParameterError(`${option} takes a whole number from ${from} to ${to}, got "${text}"`)
  }
}

/** As {@link wholeNumber}, for any number in the range. */
export function realNumber(option: string, { from, to }: Range): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && value >= from && value <= to) return value
    throw new ParameterError(`${option} takes a number from ${from} to ${to}, got "${text}"`)
  }
}
