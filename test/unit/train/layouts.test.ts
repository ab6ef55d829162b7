import { describe, expect, it } from 'vitest'
import { DatasetError } from '../../../src/errors.ts'
import { recogniseLayout } from '../../../src/train/layouts/recognise.ts'

const of = (...files: string[]) => {
  const { layout, placed } = recogniseLayout(files)
  return { name: layout.name, placed }
}

describe('recogniseLayout', () => {
  it('knows MIMII by its folders: machine, label, and one original for every SNR', () => {
    expect(
      of('fan/id_00/normal/00000000.wav', '-6_dB_fan/fan/id_00/abnormal/00000007.wav', '6_dB/fan/id_02/normal/1.wav'),
    ).toEqual({
      name: 'mimii',
      placed: [
        {
          file: 'fan/id_00/normal/00000000.wav',
          label: 'normal',
          machine: 'fan/id_00',
          original: 'fan/id_00/normal/00000000',
        },
        {
          file: '-6_dB_fan/fan/id_00/abnormal/00000007.wav',
          label: 'abnormal',
          machine: 'fan/id_00',
          original: 'fan/id_00/abnormal/00000007',
        },
        { file: '6_dB/fan/id_02/normal/1.wav', label: 'normal', machine: 'fan/id_02', original: 'fan/id_02/normal/1' },
      ],
    })
  })

  it('takes the machine from the folder of the SNR where that is all there is', () => {
    expect(of('0_dB_pump/id_04/normal/1.wav').placed).toMatchObject([{ machine: 'pump/id_04' }])
    expect(of('id_04/normal/1.wav').placed).toMatchObject([{ machine: 'id_04' }])
  })

  it('knows DCASE by its names, with and without the folder of the machine type', () => {
    expect(of('fan/train/normal_id_00_00000000.wav', 'fan/test/anomaly_id_02_00000001.wav')).toEqual({
      name: 'dcase',
      placed: [
        { file: 'fan/train/normal_id_00_00000000.wav', label: 'normal', machine: 'fan/id_00' },
        { file: 'fan/test/anomaly_id_02_00000001.wav', label: 'anomaly', machine: 'fan/id_02' },
      ],
    })
    expect(of('test/anomaly_id_02_1.wav', 'normal_id_00_1.wav').placed).toMatchObject([
      { label: 'anomaly', machine: 'id_02' },
      { label: 'normal', machine: 'id_00' },
    ])
  })

  it('takes folders for labels otherwise, and a machine that the path names', () => {
    expect(of('ok/fan3_1_0000.wav', 'ok/monday/M2/x.wav', 'clogged/x.wav', 'readme.wav')).toEqual({
      name: 'label-folders',
      placed: [
        { file: 'ok/fan3_1_0000.wav', label: 'ok', machine: 'fan3' },
        { file: 'ok/monday/M2/x.wav', label: 'ok', machine: 'M2' },
        { file: 'clogged/x.wav', label: 'clogged' },
      ],
    })
  })

  it('takes the beginning of a name for the label where there are no folders', () => {
    expect(of('healthy_M1_1400_00.wav', 'seven_george_3.wav', 'notes.wav')).toEqual({
      name: 'label-names',
      placed: [
        { file: 'healthy_M1_1400_00.wav', label: 'healthy', machine: 'M1' },
        { file: 'seven_george_3.wav', label: 'seven' },
      ],
    })
  })

  it('refuses a named layout with strangers among it, and names one', () => {
    const files = ['fan/id_00/normal/1.wav', 'fan/id_00/abnormal/1.wav', 'fan/id_00/other/1.wav']
    expect(() => recogniseLayout(files)).toThrow(DatasetError)
    expect(() => recogniseLayout(files)).toThrow(/2 of 3 .* fan\/id_00\/other\/1\.wav is not/)
  })
})
