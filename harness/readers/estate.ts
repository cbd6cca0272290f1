import type { Locate } from '../model/complaint.ts'
import type { Problem } from '../model/error.ts'
import { type Estate, estate } from '../model/estate.ts'
import { withoutFallback } from './estate-gaps.ts'
import { checkEstate } from './estate-names.ts'
import { complaintsOf, once } from './issues.ts'
import { located, reject } from './reject.ts'
import { readYaml } from './yaml.ts'

export interface EstateFile {
  readonly file: string
  readonly text: string
  readonly estate: Estate
  readonly locate: Locate
  /** Gaps that an owner should know of, though drills can run. */
  readonly warnings: readonly Problem[]
}

/** Reads an estate. Throws `bad-input` with every problem of the file at once. */
export async function readEstate(file: string): Promise<EstateFile> {
  const { text, value, complaints, locate } = await readYaml(file)
  const found = [...complaintsOf(estate, value), ...checkEstate(value)]
  const problems = [...complaints, ...located(found, locate)]
  if (problems.length > 0) reject(problems, '`drill schema estate` prints what an estate may contain.')
  const parsed = estate.parse(value, once)
  return { file, text, estate: parsed, locate, warnings: located(withoutFallback(parsed), locate) }
}
