import type { Locate } from '../model/complaint.ts'
import type { Problem } from '../model/error.ts'
import { type Estate, estate } from '../model/estate.ts'
import { withoutFallback } from './estate-gaps.ts'
import { checkEstate } from './estate-names.ts'
import { readAs } from './issues.ts'
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
  const { data, complaints: shape } = readAs(estate, value)
  const found = [...shape, ...checkEstate(value)]
  const problems = [...complaints, ...located(found, locate)]
  if (problems.length > 0 || !data)
    reject(problems, '`drill schema estate` prints what an estate may contain.')
  return { file, text, estate: data, locate, warnings: located(withoutFallback(data), locate) }
}
