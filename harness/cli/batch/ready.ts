import type { Catalog } from '../../engine/catalog.ts'
import { type Footprint, footprintOf } from '../../engine/footprint.ts'
import { plan as planOf } from '../../engine/plan.ts'
import { DrillError, type Problem } from '../../model/error.ts'
import type { StackDriver } from '../../stacks/stack.ts'
import { type Inputs, readInputs } from '../inputs.ts'
import { answersBeside } from './scenario-files.ts'

/** A scenario that was read, with what its drill would touch; or why it cannot be drilled here. */
export interface Ready {
  readonly file: string
  readonly scenario: string
  readonly answers?: string | undefined
  readonly inputs: Inputs
  readonly footprint?: Footprint
  readonly refused?: DrillError
}

/** Reads every scenario. Throws `bad-input` with the problems of all before anything is touched. */
export async function readAll(
  files: readonly string[],
  estateFile: string,
  catalog: Catalog,
): Promise<Inputs[]> {
  const read: Inputs[] = []
  const problems: Problem[] = []
  for (const scenarioFile of files)
    try {
      read.push(await readInputs({ scenarioFile, estateFile }, catalog))
    } catch (error) {
      if (!(error instanceof DrillError) || error.problems.length === 0) throw error
      problems.push(...error.problems)
    }
  // Where some could not be read, their names are not known: then those come first.
  const names = problems.length > 0 ? [] : read.map(({ scenario }) => scenario.scenario)
  for (const [index, name] of names.entries())
    if (names.indexOf(name) !== index)
      problems.push({ file: files[index] ?? name, message: `${name} is the name of an earlier scenario too` })
  if (problems.length > 0)
    throw new DrillError('bad-input', `${problems.length} problems: no drill was started`, { problems })
  return read
}

/** Plans a scenario for what is to run beside it. What promises too much is bad input, and refused are others. */
export function readied(
  file: string,
  inputs: Inputs,
  { catalog, driver, seed }: { catalog: Catalog; driver: StackDriver; seed: number },
): Ready {
  const { scenario, estate } = inputs
  const named = { file, scenario: scenario.scenario, inputs, answers: answersBeside(file) }
  try {
    const planned = planOf(scenario, estate, { ...inputs, catalog, driver, driverBecause: '', seed })
    return { ...named, footprint: footprintOf(planned, estate, catalog) }
  } catch (error) {
    if (error instanceof DrillError && error.code === 'refused') return { ...named, refused: error }
    throw error
  }
}
