/** A number in a layer's configuration that decides how much memory the layer takes. */
export interface DeclaredSize {
  readonly layer: string
  readonly field: 'units' | 'filters'
  readonly value: number
}

/** The sizes that a network's layers claim, wherever in the topology they stand. */
export function declaredSizes(topology: unknown, layer = 'of the network'): DeclaredSize[] {
  if (typeof topology !== 'object' || topology === null) return []
  const name = 'name' in topology && typeof topology.name === 'string' ? topology.name : layer
  return Object.entries(topology).flatMap(([field, value]) =>
    (field === 'units' || field === 'filters') && typeof value === 'number'
      ? [{ layer: name, field, value }]
      : declaredSizes(value, name),
  )
}
