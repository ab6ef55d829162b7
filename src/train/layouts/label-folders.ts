import { type Layout, machineIn } from './layout.ts'

/** A folder per label, folders of any depth in it: what `earshot synth` writes. */
export const labelFolders: Layout = {
  name: 'label-folders',
  description: 'a folder per label: LABEL/**/*.wav',
  place(file) {
    const [label = '', ...rest] = file.split('/')
    if (rest.length === 0) return undefined
    const machine = machineIn(rest)
    return { label, ...(machine === undefined ? {} : { machine }) }
  },
}
