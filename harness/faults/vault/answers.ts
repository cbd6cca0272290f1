import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import type { PlannedFault } from '../../model/plan.ts'
import type { Stack } from '../../stacks/stack.ts'
import type { Look, Observed } from '../fault.ts'

/** Answers that were on their way when it began are logged a little later. */
const inFlightMs = 2_000
const answer = z.object({
  type: z.literal('response'),
  time: z.coerce.date(),
  request: z.object({ headers: z.object({ 'user-agent': z.array(z.string()) }) }),
})

/** While it lasted: the vault's own audit log shows no answer to those that call it; it may show what they asked. */
export async function nobodyAnswered(stack: Stack, planned: PlannedFault, look: Look): Promise<Observed> {
  const { service, edges } = planned
  const agents = new Set(edges.map(({ from }) => `drill-${from}`))
  const from = look.sinceMs + inFlightMs
  const until = look.untilMs ?? Date.now()
  const texts = await Promise.all(
    stack.logFiles(service).map((file) => readFile(file, 'utf8').catch(() => '')),
  )
  const answered = texts
    .flatMap((text) => text.split('\n'))
    .flatMap((line) => answerIn(line) ?? [])
    .filter(({ time }) => time.getTime() >= from && time.getTime() < until)
    .filter(({ request }) => request.headers['user-agent'].some((agent) => agents.has(agent)))
  return {
    witness: 'target-silent',
    ok: answered.length === 0,
    detail: `${service} logged ${answered.length || 'no'} answers to those that call it during the fault`,
  }
}

function answerIn(line: string): z.infer<typeof answer> | undefined {
  if (!line.includes('"type":"response"')) return undefined
  try {
    return answer.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}
