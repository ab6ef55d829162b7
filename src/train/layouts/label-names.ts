import { type Layout, machineIn } from './layout.ts'

const NAME = /^([^/_]+)_([^/]+)$/

/** No folders; the label is what stands before the first `_` of a name: `seven_george_3.wav`, `healthy_M1_1400.wav`. */
export const labelNames: Layout = {
  name: 'label-names',
  description: 'one folder, the label first in each name: LABEL_*.wav',
  place(file) {
    const found = NAME.exec(file)
    if (found === null) return undefined
    const [, label = '', rest = ''] = found
    const machine = machineIn([rest])
    return { label, ...(machine === undefined ? {} : { machine }) }
  },
}
