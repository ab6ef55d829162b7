export type Access = 'read' | 'write' | 'deny'

interface Line {
  readonly access: Access
  /** `%u` stands for the user's name. */
  readonly filter: string
}

/** Lines of a Mosquitto access list: those of a user, and those of everybody. */
export interface AccessList {
  readonly users: ReadonlyMap<string, readonly Line[]>
  readonly patterns: readonly Line[]
}

/** Read an access list as mosquitto.conf(5) describes it. @throws At a line that says nothing that we use. */
export function readAccessList(text: string): AccessList {
  const users = new Map<string, Line[]>()
  const patterns: Line[] = []
  let current: Line[] | undefined
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const [, user] = /^user (\S+)$/.exec(line) ?? []
    const [, kind, access, filter] = /^(topic|pattern) (read|write|deny) (\S+)$/.exec(line) ?? []
    if (user !== undefined) {
      current = []
      users.set(user, current)
    } else if (kind === 'pattern' && isAccess(access) && filter !== undefined) patterns.push({ access, filter })
    else if (current !== undefined && isAccess(access) && filter !== undefined) current.push({ access, filter })
    else throw new Error(`the access list says what nobody understands: ${line}`)
  }
  return { users, patterns }
}

const isAccess = (text: string | undefined): text is Access => text === 'read' || text === 'write' || text === 'deny'

/** Whether a user may publish (`write`) or receive (`read`) a topic. */
export function isAllowed(list: AccessList, user: string, access: 'read' | 'write', topic: string): boolean {
  const own = list.users.get(user) ?? []
  const matching = (line: Line): boolean => matches(line.filter.replaceAll('%u', user), topic)
  if (own.some((line) => line.access === 'deny' && matching(line))) return false
  return [...own, ...list.patterns].some((line) => line.access === access && matching(line))
}

function matches(filter: string, topic: string): boolean {
  const [wanted, given] = [filter.split('/'), topic.split('/')]
  const end = wanted.indexOf('#')
  const levels = end < 0 ? wanted : wanted.slice(0, end)
  return (
    (end < 0 ? wanted.length === given.length : given.length >= end) &&
    levels.every((level, i) => level === '+' || level === given[i])
  )
}
