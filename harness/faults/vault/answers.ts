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
  error: z.string().optional(),
  request: z.object({ path: z.string(), headers: z.object({ 'user-agent': z.array(z.string()) }) }),
})
type Answer = z.infer<typeof answer>

/** While it lasted: the vault's own audit log shows no answer to those that call it; it may show what they asked. */
export async function nobodyAnswered(stack: Stack, planned: PlannedFault, look: Look): Promise<Observed> {
  const answered = await answers(stack, planned, look)
  return silent(answered, `answers of ${planned.service} to those that call it`)
}

/** While it lasted: nobody was let in, and no credential was issued; what was only read was answered. */
export async function nothingIssued(stack: Stack, planned: PlannedFault, look: Look): Promise<Observed> {
  const issued = (await answers(stack, planned, look)).filter(
    ({ error, request: { path } }) => error === undefined && /(^auth\/.*\/login$)|(\/creds\/)/.test(path),
  )
  return silent(issued, `logins and credentials given by ${planned.service}`)
}

const silent = ({ length }: readonly Answer[], what: string): Observed => ({
  ...{ witness: 'target-silent', ok: length === 0 },
  detail: `its audit log shows ${length || 'no'} ${what} during the fault`,
})

async function answers(
  stack: Stack,
  { service, edges }: PlannedFault,
  look: Look,
): Promise<readonly Answer[]> {
  const agents = new Set(edges.map(({ from }) => `drill-${from}`))
  const from = look.sinceMs + inFlightMs
  const until = look.untilMs ?? Date.now()
  const files = stack.logFiles(service)
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')))
  return texts
    .flatMap((text) => text.split('\n'))
    .flatMap((line) => answerIn(line) ?? [])
    .filter(({ time }) => time.getTime() >= from && time.getTime() < until)
    .filter(({ request }) => request.headers['user-agent'].some((agent) => agents.has(agent)))
}

function answerIn(line: string): Answer | undefined {
  if (!line.includes('"type":"response"')) return undefined
  try {
    return answer.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}
