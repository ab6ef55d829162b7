import { text } from '../key.ts'

/** What is learnt from live sources. */
export const LEARNING = {
  directory: text({
    doc: 'Folder for what is learnt from live sources; on a device, one that outlives the container.',
    default: 'data/learnt',
    pattern: /./,
    form: 'a path',
  }),
} as const
