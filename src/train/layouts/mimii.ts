import type { Layout } from './layout.ts'

const PATH = /^(?:.*\/)?(id_\d+)\/(normal|abnormal)\/([^/]+)\.wav$/i
/** `6_dB_fan`, `-6_dB_fan`, or a folder `6_dB` by itself. */
const SNR = /^(-?\d+)_?dB(?:_(.+))?$/i

/**
 * MIMII: `fan/id_00/normal|abnormal/00000000.wav`, below an optional folder of the SNR. The same recording
 * is given once for each SNR, so those files are one original.
 *
 * @see H. Purohit et al., *MIMII dataset*, DCASE Workshop 2019; https://zenodo.org/records/3384388.
 */
export const mimii: Layout = {
  name: 'mimii',
  description: 'MIMII: MACHINE/id_00/normal|abnormal/*.wav',
  place(file) {
    const found = PATH.exec(file)
    if (found === null) return undefined
    const [, id = '', label = '', name = ''] = found
    const machine = [...machineType(file.split('/').slice(0, -3)), id].join('/')
    return { label: label.toLowerCase(), machine, original: `${machine}/${label}/${name}` }
  },
}

/** The folders above the id without their SNR: `6_dB_fan/fan/id_00` and `fan/id_00` are one machine. */
function machineType(folders: readonly string[]): readonly string[] {
  const types = folders.flatMap((folder) => {
    const snr = SNR.exec(folder)
    if (snr === null) return [folder]
    return snr[2] === undefined ? [] : [snr[2]]
  })
  const last = types.at(-1)
  return last === undefined ? [] : [last]
}
