import type { AssignmentStore } from '../../../src/pipeline/source-models.ts'

/** Assignments that outlive a {@link SourceModels}, in memory. */
export function memoryAssignments(initial: Readonly<Record<string, string>> = {}) {
  const store = {
    held: new Map(Object.entries(initial)) as ReadonlyMap<string, string>,
    isFull: false,
    read: async () => store.held,
    async write(assignments: ReadonlyMap<string, string>) {
      if (store.isFull) throw new Error('no space left on the device')
      store.held = new Map(assignments)
    },
  }
  return store satisfies AssignmentStore
}
