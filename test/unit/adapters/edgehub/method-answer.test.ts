import { expect, it } from 'vitest'
import { answerMethod } from '../../../../src/adapters/edgehub/method-answer.ts'
import { RecordedLog } from '../../../recorders.ts'

it('an answer that is larger than the hub takes is refused, and says how to ask for less', async () => {
  const handler = async () => ({ status: 200, payload: 'x'.repeat(131_072) })
  const answer = (method: string) => answerMethod(method, handler, {}, new RecordedLog())
  const about = (message: string) => ({ status: 413, payload: { error: { code: 'EARSHOT_REQUEST_INVALID', message } } })
  const message = 'the answer is larger than 131072 bytes; ask for less'
  expect(await answer('sources')).toEqual(about(`${message}, for example {"source":"a-*"}`))
  expect(await answer('status')).toEqual(about(message))
})
