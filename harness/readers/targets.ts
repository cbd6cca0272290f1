import { type Target, targets } from '../model/target.ts'
import { complaintsOf, once } from './issues.ts'
import { located, reject } from './reject.ts'
import { readYaml } from './yaml.ts'

/**
 * Reads the list of estates that may be drilled although the harness did not make them. Throws `bad-input` with every
 * problem of the file at once.
 */
export async function readTargets(file: string): Promise<readonly Target[]> {
  const { value, complaints, locate } = await readYaml(file)
  const found = complaintsOf(targets, value)
  const names = (Array.isArray(value) ? value : []).map((entry: unknown) =>
    typeof entry === 'object' && entry !== null ? (entry as Partial<Target>).estate : undefined,
  )
  const twice = names.flatMap((name, index) =>
    typeof name === 'string' && names.indexOf(name) < index
      ? [{ path: [index, 'estate'], message: `${name} stands here twice`, expected: 'one entry an estate' }]
      : [],
  )
  const problems = [...complaints, ...located([...found, ...twice], locate)]
  if (problems.length > 0) reject(problems, '`drill schema targets` prints what the file may contain.')
  return targets.parse(value, once)
}
