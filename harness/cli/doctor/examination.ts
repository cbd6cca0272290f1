/** What a drill on this driver needs; `any`: whatever it runs on. */
export type NeededBy = 'processes' | 'containers' | 'any'

/** One thing that was looked at. */
export interface Found {
  readonly area: string
  readonly name: string
  /** `missing`: not there, or in the way. `left`: there, and nobody's any more. */
  readonly state: 'fine' | 'missing' | 'left'
  readonly text: string
  /** Which drills it keeps from running when it is missing; none when it is a matter of taste. */
  readonly neededBy?: readonly NeededBy[]
  /** How to get or mend it. */
  readonly next?: string
}

export interface Patient {
  readonly estateFile: string
  /** Folder of runs. */
  readonly runsDir: string
}

/** Looks, and changes nothing. */
export type Examination = (patient: Patient) => Promise<readonly Found[]>

/** What drills can run on here: everything that they need is there. */
export function usable(found: readonly Found[]): ('processes' | 'containers')[] {
  const lacks = found.filter(({ state }) => state === 'missing').flatMap(({ neededBy = [] }) => neededBy)
  return (['containers', 'processes'] as const).filter(
    (driver) => !lacks.includes(driver) && !lacks.includes('any'),
  )
}
