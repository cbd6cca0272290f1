import { appendFileSync } from 'node:fs'
import { plain } from '../../reports/text/markdown.ts'
import type { Gated, GateReason } from '../engine/gate.ts'
import { oneLine } from './complaints.ts'
import { workflowCommand } from './github.ts'
import type { Output } from './output.ts'
import { coloured } from './show.ts'
import { table } from './table.ts'

/** What one look at a page can take; the command itself prints all. */
const most = 200

/** The verdict, then every reason and every note in a line of its own. */
export function gateText({ verdict, reasons, notes }: Gated): string {
  const cells = reasons.map(({ code, text }) => [code, oneLine(text)])
  return [
    `gate: ${coloured(verdict)}`,
    ...table(cells),
    ...notes.map((note) => `  note: ${oneLine(note)}`),
  ].join('\n')
}

/** Tells GitHub Actions: an annotation for each reason, and a page for the run's summary. */
export function tellGitHub(gated: Gated, output: Output, env: NodeJS.ProcessEnv = process.env): void {
  if (!env.GITHUB_ACTIONS) return
  for (const { code, text } of gated.reasons)
    output.complain(workflowCommand('error', { title: `drill gate: ${code}` }, oneLine(text)))
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, summary(gated))
}

function summary({ verdict, reasons, notes }: Gated): string {
  const more = reasons.length > most ? [`- and ${reasons.length - most} more`] : []
  return [
    `### Identity drills: ${verdict}`,
    '',
    ...reasons.slice(0, most).map(reasonLine),
    ...more,
    ...notes.slice(0, most).map((note) => `- note: ${plain(note)}`),
    '',
    '',
  ].join('\n')
}

const reasonLine = ({ code, text }: GateReason): string => `- **${code}**: ${plain(text)}`
