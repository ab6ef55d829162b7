import { quota, text } from '../key.ts'

/** What is learnt from live sources. */
export const LEARNING = {
  directory: text({
    doc: 'Folder for what is learnt from live sources; on a device, one that outlives the container.',
    default: 'data/learnt',
    pattern: /./,
    form: 'a path',
  }),
  maxBytes: quota(
    'Most that is kept of learnt sessions, some 5 MB each, so that further ones can be added; then that of the model that was learnt least lately goes: it judges on, but must be learnt anew for a further session.',
    2 * 1024 * 1024 * 1024,
  ),
} as const
