import { describe, expect, it } from 'vitest'
import { AudioError } from '../../src/errors.ts'
import { createLog, type LogOptions } from '../../src/log.ts'

function logged(options: Partial<LogOptions> = {}) {
  const lines: string[] = []
  const log = createLog({ level: 'info', format: 'json', write: (line) => lines.push(line), ...options })
  return { log, lines }
}

describe('json lines', () => {
  it('hold level, time, text and fields', () => {
    const { log, lines } = logged()
    log.info('listening', { port: 8080 })
    expect(JSON.parse(lines.join(''))).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      msg: 'listening',
      port: 8080,
    })
  })

  it('keep the code and context of our errors, and the stack of a bug', () => {
    const { log, lines } = logged()
    const cause = new TypeError('x is not a function')
    log.warn('refused', {
      error: new AudioError('EARSHOT_AUDIO_EMPTY', 'no samples', { cause, context: { bytes: 44 } }),
    })
    const { error } = JSON.parse(lines.join(''))
    expect(error).toMatchObject({ code: 'EARSHOT_AUDIO_EMPTY', message: 'no samples', context: { bytes: 44 } })
    expect(error.cause.stack).toContain('TypeError: x is not a function')
  })

  it('do not let a field take the place of the level or time', () => {
    const { log, lines } = logged()
    log.info('loud', { level: -3, time: 'noon' })
    expect(JSON.parse(lines.join(''))).toMatchObject({ level: 'info', level_: -3, time_: 'noon' })
  })
})

describe('IoT Edge lines', () => {
  it.each([
    ['error', '<3>', 'ERR'],
    ['warn', '<4>', 'WRN'],
    ['info', '<6>', 'INF'],
    ['debug', '<7>', 'DBG'],
  ] as const)('give %s the priority %s', (level, priority, tag) => {
    const { log, lines } = logged({ format: 'iotedge', level: 'debug' })
    log[level]('some text', { source: 'fan-1', windows: 3 })
    expect(lines.join('')).toMatch(
      new RegExp(
        `^${priority} \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\+00:00 \\[${tag}\\] - some text source=fan-1 windows=3\\n$`,
      ),
    )
  })

  it('stay one line, whatever the text holds', () => {
    const { log, lines } = logged({ format: 'iotedge' })
    log.info('a\n<3> forged\u001b[2J', { note: 'b\nc' })
    expect(lines.join('').split('\n')).toHaveLength(2)
    expect(lines.join('')).not.toContain('\u001b')
  })
})

it('pretty lines are short', () => {
  const { log, lines } = logged({ format: 'pretty' })
  log.warn('gap', { source: 'fan-1' })
  expect(lines.join('')).toMatch(/^\d\d:\d\d:\d\d\.\d{3} \S*WRN\S* gap source=fan-1\n$/)
})

it('the level can be changed while the log is open', () => {
  const { log, lines } = logged()
  log.debug('unseen')
  log.setLevel('debug')
  log.debug('seen')
  log.setLevel('error')
  log.warn('unseen')
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['seen'])
})

describe.each(['json', 'iotedge', 'pretty'] as const)('secrets in the format %s', (format) => {
  it('are hidden by the name of the field', () => {
    const { log, lines } = logged({ format })
    log.info('connecting', { password: 'tulip', options: { password: 'tulip' } })
    expect(lines.join('')).not.toContain('tulip')
  })

  it('are hidden by their value, wherever they stand', () => {
    const secret = 'tu"lip 7'
    const { log, lines } = logged({ format, secrets: [secret] })
    log.info(`connecting with ${secret}`, {
      url: `mqtt://ear:${encodeURIComponent(secret)}@host`,
      deep: { note: secret },
    })
    expect(lines.join('')).not.toMatch(/lip/)
    expect(lines.join('')).toContain('[hidden]')
  })
})
