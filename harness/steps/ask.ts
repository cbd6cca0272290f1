import * as z from 'zod'
import { duration } from '../model/duration.ts'
import { type Step, Unanswered } from './step.ts'

const options = z.strictObject({
  runbook: z
    .string()
    .min(1, 'the name of a runbook of the estate')
    .meta({ description: 'Runbook that is followed.' }),
  step: z.string().min(1, 'a step of the runbook').meta({ description: 'Step that a person does.' }),
  within: duration
    .optional()
    .meta({ description: 'How long there is to answer (default: to the phase’s end).' }),
})
export type AskOptions = z.infer<typeof options>

/** Has a person do a step of a runbook, and takes down what was answered and how long it took. */
export const ask: Step<AskOptions> = {
  name: 'ask',
  summary: 'Has a person do a step of a runbook: asked and timed in a terminal, or answered from a file',
  options,
  needs: [],
  async act({ ask: asking, limit, signal }, { runbook, step, within }) {
    const ends = [signal, limit, ...(within === undefined ? [] : [AbortSignal.timeout(within)])]
    const late = AbortSignal.any(ends)
    try {
      const answered = await asking({ runbook, step }, late)
      return { detail: `${answered.who}: ${answered.answer}`, answered }
    } catch (error) {
      if (!late.aborted) throw error
      throw new Unanswered(
        signal.aborted ? 'the run ended before anybody answered' : 'nobody answered in time',
      )
    }
  },
}
