import type { Machine, Peak } from './machine.ts'
import { Random } from './random.ts'

/**
 * The same machine on another day: the microphone stands elsewhere in the room, so that resonances, reflections
 * and colouring are others, and the machine runs at another duty point, within 6 % of its nominal speed. (The gain
 * is drawn anew for every recording anyway.)
 *
 * @param session - Number of the session: the same number gives the same session.
 */
export function inSession(machine: Machine, session: number): Machine {
  const random = new Random(session, `session/${machine.seed}`)
  const { place, microphone } = machine
  const colouring: Peak[] = Array.from({ length: 5 }, () => ({
    centreHz: random.logUniform(100, 8_000),
    q: random.uniform(1, 4),
    gainDb: random.uniform(-4, 4),
  }))
  return {
    ...machine,
    speedRatio: random.uniform(0.94, 1.06),
    place: {
      ...place,
      seed: random.bits(),
      resonances: place.resonances.map((peak) => ({ ...peak, gainDb: random.uniform(-4, 4) })),
      reverberationDb: place.reverberationDb + random.uniform(-3, 3),
    },
    microphone: { ...microphone, peaks: [...microphone.peaks, ...colouring] },
  }
}
