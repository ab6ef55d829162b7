import { Option } from 'commander'
import { ENGINES } from '../model/engine-name.ts'

/** What computes the network: the same choice wherever a bundle is put to work. */
export function engineOption(): Option {
  return new Option('--engine <name>', 'what computes the network: the best that loads, or one of them')
    .choices(['auto', ...ENGINES])
    .default('auto')
}
