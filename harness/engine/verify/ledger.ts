import { existsSync } from 'node:fs'
import { type Check, each, open } from '../../model/check.ts'
import { readRegular } from '../../model/regular-file.ts'
import type { DrillStarted, Previous } from '../../model/statement.ts'
import { drillStarted } from '../../model/statement-schema.ts'
import { sha256 } from '../digest.ts'
import { ledgerFile } from '../ledger.ts'
import { readStatement } from '../stored-statement.ts'

interface Stored {
  readonly bytes?: Buffer
  readonly digest?: string
}

/** The ledger has the same statements, and its neighbours are where the statements say. */
export function checkLedger(dir: string, of: DrillStarted, started: Stored, result: Stored): Check[] {
  if (!existsSync(dir)) return [open('ledger', 'no ledger beside the run: its neighbours were not looked at')]
  const { number, previous } = of
  const wrong = [
    ...copyOf(dir, number, 'started', started),
    ...copyOf(dir, number, 'result', result),
    ...before(dir, number, previous),
    ...after(dir, number, { started: started.digest, result: result.digest }),
  ]
  return each('ledger', wrong, `number ${number} has the same statements, and names its neighbours`)
}

function copyOf(dir: string, number: number, kind: 'started' | 'result', { bytes }: Stored): string[] {
  const file = ledgerFile(dir, number, kind)
  if (!existsSync(file)) return [`number ${number} has no ${kind} statement in the ledger`]
  return bytes && readRegular(file).equals(bytes)
    ? []
    : [`number ${number} has another ${kind} statement in the ledger`]
}

function before(dir: string, number: number, previous: Previous | null): string[] {
  if (previous === null) return number === 1 ? [] : ['it names no run before, and is not the first']
  const wrong = previous.number === number - 1 ? [] : [`it names number ${previous.number} as the one before`]
  const [started, result] = digestsOf(dir, previous.number)
  if (started === undefined) return [...wrong, `number ${previous.number}, the one before, is missing`]
  if (started !== previous.digest) wrong.push(`number ${previous.number} is not the one that it names`)
  if (previous.result !== null && previous.result !== result)
    wrong.push(`the result of number ${previous.number} is not the one that it names`)
  return wrong
}

function after(dir: string, number: number, own: { started?: string; result?: string }): string[] {
  const file = ledgerFile(dir, number + 1, 'started')
  if (!existsSync(file)) return []
  try {
    const { previous } = readStatement(file, drillStarted).statement.predicate
    if (previous?.number !== number || previous.digest !== own.started)
      return [`number ${number + 1} names another run before it`]
    return previous.result === null || previous.result === own.result
      ? []
      : [`number ${number + 1} names another result of this run`]
  } catch {
    return [`number ${number + 1} cannot be read`]
  }
}

function digestsOf(dir: string, number: number): (string | undefined)[] {
  return (['started', 'result'] as const).map((kind) => {
    const file = ledgerFile(dir, number, kind)
    return existsSync(file) ? sha256(readRegular(file)) : undefined
  })
}
