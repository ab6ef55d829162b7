import { ConfigError } from '../../errors.ts'

/** IoT Hub's third value: a comparison with a property that is not there is undefined, and so is its opposite. */
type Truth = boolean | undefined
type Properties = Readonly<Record<string, string>>
export type Condition = (properties: Properties) => Truth

const TOKEN = /'(?:[^']|'')*'|-?\d+(?:\.\d+)?|<>|!=|<=|>=|[=<>()]|[a-z_][\w.-]*/gi
type Operand = string | number

/** Text is compared with text; beside a number, as a number. */
const OPERATORS = new Map<string | undefined, (a: Operand, b: Operand) => boolean>([
  ['=', (a, b) => a === b],
  ['!=', (a, b) => a !== b],
  ['<>', (a, b) => a !== b],
  ['<', (a, b) => a < b],
  ['<=', (a, b) => a <= b],
  ['>', (a, b) => a > b],
  ['>=', (a, b) => a >= b],
])

/**
 * Read a route's `WHERE`: application properties, text in single quotes, numbers, `= != <> < <= > >=`,
 * `AND OR NOT` and parentheses. `$body`, system properties and functions are refused.
 *
 * @throws {@link ConfigError} quoting the condition.
 */
export function parseCondition(text: string): Condition {
  const tokens = text.match(TOKEN) ?? []
  const refuse = () => new ConfigError(`cannot read the condition ${text}`)
  if (text.replace(TOKEN, '').trim() !== '') throw refuse()
  const accept = (word: string) => tokens[0]?.toUpperCase() === word && tokens.shift() !== undefined

  function either(): Condition {
    const left = both()
    if (!accept('OR')) return left
    const right = either()
    return (p) => left(p) || right(p) || (left(p) === right(p) ? left(p) : undefined)
  }
  function both(): Condition {
    const left = single()
    if (!accept('AND')) return left
    const right = both()
    return (p) => left(p) !== false && right(p) !== false && left(p) && right(p)
  }
  function single(): Condition {
    if (accept('NOT')) {
      const inner = single()
      return (p) => (inner(p) === undefined ? undefined : !inner(p))
    }
    if (!accept('(')) return comparison()
    const inner = either()
    if (!accept(')')) throw refuse()
    return inner
  }
  function comparison(): Condition {
    const left = operand()
    const operator = OPERATORS.get(tokens.shift())
    const right = operand()
    if (operator === undefined) throw refuse()
    return (p) => {
      const [a, b] = [left(p), right(p)]
      if (a === undefined || b === undefined) return undefined
      return typeof a === typeof b ? operator(a, b) : operator(Number(a), Number(b))
    }
  }
  function operand(): (properties: Properties) => Operand | undefined {
    const token = tokens.shift() ?? ''
    if (token.startsWith("'")) return () => token.slice(1, -1).replaceAll("''", "'")
    if (/^-?\d/.test(token)) return () => Number(token)
    if (!/^[a-z_]/i.test(token)) throw refuse()
    return (p) => p[token]
  }

  const condition = either()
  if (tokens.length > 0) throw refuse()
  return condition
}
