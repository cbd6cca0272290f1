import { join } from 'node:path'
import type { Estate } from '../../harness/model/estate.ts'
import { readEstate } from '../../harness/readers/estate.ts'

export const referenceFile = join(import.meta.dirname, '../../docker/reference/estate.yaml')

export async function referenceEstate(): Promise<Estate> {
  return (await readEstate(referenceFile)).estate
}
