import { fileURLToPath } from 'node:url'

/** The bundle that comes with the package: one synthetic fan. */
export const DEFAULT_MODEL = fileURLToPath(new URL('../../models/fan', import.meta.url))
