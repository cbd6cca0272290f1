import { mkdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { type ExitCode, exitCodes } from '../exit.ts'
import type { Output } from '../output.ts'
import type { Supervision } from '../signals.ts'
import { type BatchRequest, drillAll } from './all.ts'
import { junitOfAll } from './junit.ts'
import { rowsText, worstOf } from './row.ts'

/** Runs several scenarios, shows what came of each, and gives the exit code of the worst. */
export async function runAll(
  { junit, ...request }: BatchRequest & { readonly junit?: string },
  supervision: Supervision,
  output: Output,
): Promise<ExitCode> {
  const beganMs = performance.now()
  const rows = await drillAll(request, supervision)
  const seconds = (performance.now() - beganMs) / 1_000
  const file = junit ?? join(request.runsDir, 'junit.xml')
  mkdirSync(dirname(file), { recursive: true })
  writeFileAtomic.sync(file, junitOfAll(rows), { mode: 0o600 })
  const left = rows.some(({ code }) => code === exitCodes.notUndone)
  const stopped = supervision.exitCode() as ExitCode | undefined
  const code = left ? exitCodes.notUndone : (stopped ?? worstOf(rows.map((row) => row.code)))
  output.result({ seconds, code, junit: file, drills: rows }, () =>
    [
      rowsText(rows, (path) => relative(process.cwd(), path)),
      `${rows.length} scenarios in ${seconds.toFixed(0)} s`,
    ].join('\n'),
  )
  return code
}
