import type { Locate } from '../model/complaint.ts'
import { type Trust, trust } from '../model/trust.ts'
import { complaintsOf, once } from './issues.ts'
import { located, reject } from './reject.ts'
import { readYaml } from './yaml.ts'

export interface TrustFile {
  readonly trust: Trust
  readonly locate: Locate
}

/** Reads whose keys are believed, and for what. Throws `bad-input` with every problem of the file at once. */
export async function readTrust(file: string): Promise<TrustFile> {
  const { value, complaints, locate } = await readYaml(file)
  const problems = [...complaints, ...located(complaintsOf(trust, value), locate)]
  if (problems.length > 0) reject(problems)
  return { trust: trust.parse(value, once), locate }
}
