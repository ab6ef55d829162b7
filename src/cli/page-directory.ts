import { fileURLToPath } from 'node:url'

/** Where the build puts the page: beside the commands. */
export const PAGE_DIRECTORY = fileURLToPath(new URL('../page', import.meta.url))
