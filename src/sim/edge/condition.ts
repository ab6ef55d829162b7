import { ConfigError } from '../../errors.ts'

type Value = string | number | boolean | undefined
type Properties = Readonly<Record<string, string>>
/** `undefined`, as in IoT Hub, where a property is not there: then neither a condition holds nor its opposite. */
export type Condition = (properties: Properties) => Value

const TOKEN = /'(?:[^']|'')*'|-?\d+(?:\.\d+)?|<>|!=|<=|>=|[=<>()]|[a-z_][\w.-]*/gi
const NOT_BINDS = 3

/** Text is compared with text; beside a number, as a number. */
const compare = (order: (a: string | number, b: string | number) => boolean) => (a: Value, b: Value) => {
  if (a === undefined || b === undefined) return undefined
  return typeof a === 'string' && typeof b === 'string' ? order(a, b) : order(Number(a), Number(b))
}
/** How strongly an operator binds, and what it does. */
const OPERATORS = new Map<string | undefined, readonly [number, (a: Value, b: Value) => Value]>([
  ['OR', [1, (a, b) => a === true || b === true || (a === b ? a : undefined)]],
  ['AND', [2, (a, b) => a !== false && b !== false && (a === b ? a : undefined)]],
  ['=', [4, compare((a, b) => a === b)]],
  ['!=', [4, compare((a, b) => a !== b)]],
  ['<>', [4, compare((a, b) => a !== b)]],
  ['<', [4, compare((a, b) => a < b)]],
  ['<=', [4, compare((a, b) => a <= b)]],
  ['>', [4, compare((a, b) => a > b)]],
  ['>=', [4, compare((a, b) => a >= b)]],
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
  function expression(bound: number): Condition {
    let left = operand(tokens.shift() ?? '')
    for (let next = OPERATORS.get(tokens[0]?.toUpperCase()); next !== undefined && next[0] > bound; ) {
      tokens.shift()
      const [first, [binds, apply]] = [left, next]
      const second = expression(binds)
      left = (p) => apply(first(p), second(p))
      next = OPERATORS.get(tokens[0]?.toUpperCase())
    }
    return left
  }
  function operand(token: string): Condition {
    const inner = /^(not|\()$/i.test(token) ? expression(token === '(' ? 0 : NOT_BINDS) : undefined
    if (token === '(' && tokens.shift() !== ')') throw refuse()
    if (inner !== undefined) return token === '(' ? inner : (p) => (inner(p) === undefined ? undefined : !inner(p))
    if (token.startsWith("'")) return () => token.slice(1, -1).replaceAll("''", "'")
    if (/^-?\d/.test(token)) return () => Number(token)
    if (!/^[a-z_]/i.test(token) || OPERATORS.has(token.toUpperCase())) throw refuse()
    return (p) => p[token]
  }
  const condition = expression(0)
  if (tokens.length > 0 || text.replace(TOKEN, '').trim() !== '') throw refuse()
  return condition
}
