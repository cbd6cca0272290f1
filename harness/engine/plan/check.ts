import type { Complaint } from '../../model/complaint.ts'
import type { Estate } from '../../model/estate.ts'
import type { Catalog } from '../catalog.ts'
import { checkClasses } from './check-classes.ts'
import { checkReferences } from './check-references.ts'
import { checkSteps } from './check-steps.ts'
import { checkTimes } from './check-times.ts'
import type { Draft } from './draft.ts'

/** Everything in a scenario that contradicts itself or, where one is given, its estate. */
export function check(draft: Draft, catalog: Catalog, estate?: Estate): Complaint[] {
  return [
    ...checkTimes(draft),
    ...checkClasses(draft, catalog),
    ...(estate ? [...checkReferences(draft, estate, catalog), ...checkSteps(draft, estate, catalog)] : []),
  ]
}
