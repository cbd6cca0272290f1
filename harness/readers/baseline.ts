import * as z from 'zod'
import { DrillError } from '../model/error.ts'
import { failuresIn } from '../model/failure.ts'
import { savedJudgement } from '../model/finding-schema.ts'
import type { Answerable } from '../model/follow-up.ts'
import { readJson } from '../model/json-file.ts'

const savedGate = z.object({
  schema: z.literal('identity-drill/gate/1'),
  failures: z.array(z.object({ scenario: z.string(), finding: z.string(), access: z.string().optional() })),
})
const expected = 'the findings.json of a run, or what `drill gate --json` printed'

/** What failed already, by a run's findings or by an earlier gate. Throws `bad-input`. */
export async function readBaseline(file: string): Promise<readonly Answerable[]> {
  const { value } = readJson(file, expected)
  const gate = savedGate.safeParse(value)
  if (gate.success) return gate.data.failures
  const judgement = savedJudgement.safeParse(value)
  if (!judgement.success) {
    const message = 'neither findings nor the result of a gate'
    throw new DrillError('bad-input', `${file}: ${message}`, { problems: [{ file, message, expected }] })
  }
  return failuresIn(judgement.data, { scenario: judgement.data.scenario, number: 0, ending: 'unknown' })
}
