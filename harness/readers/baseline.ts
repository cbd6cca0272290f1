import * as z from 'zod'
import { DrillError } from '../model/error.ts'
import { failuresIn } from '../model/failure.ts'
import { savedJudgement } from '../model/finding-schema.ts'
import type { Answerable } from '../model/follow-up.ts'
import { readText } from './text.ts'

/** A judgement cites every event that it rests on, so it may be long (bytes). */
const largest = 32 * 1024 * 1024

const savedGate = z.object({
  schema: z.literal('identity-drill/gate/1'),
  failures: z.array(z.object({ scenario: z.string(), finding: z.string(), access: z.string().optional() })),
})
const expected = 'the findings.json of a run, or what `drill gate --json` printed'

/** What failed already, by a run's findings or by an earlier gate. Throws `bad-input`. */
export async function readBaseline(file: string): Promise<readonly Answerable[]> {
  const text = await readText(file, largest, expected)
  const refuse = (message: string, cause?: unknown) =>
    new DrillError('bad-input', `${file}: ${message}`, { cause, problems: [{ file, message, expected }] })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw refuse('not JSON', cause)
  }
  const gate = savedGate.safeParse(value)
  if (gate.success) return gate.data.failures
  const judgement = savedJudgement.safeParse(value)
  if (!judgement.success) throw refuse('neither findings nor the result of a gate')
  return failuresIn(judgement.data, { scenario: judgement.data.scenario, number: 0, ending: 'unknown' })
}
