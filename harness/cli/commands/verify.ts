import { styleText } from 'node:util'
import { type Verification, verify as verifyRun } from '../../engine/verify.ts'
import type { Check, CheckState } from '../../model/check.ts'
import { DrillError } from '../../model/error.ts'
import { readRegular } from '../../model/regular-file.ts'
import { command } from '../command.ts'
import { oneLine } from '../complaints.ts'
import { exitCodes } from '../exit.ts'
import { catalog } from '../wiring.ts'

/** Anchors and certificates are short (bytes). */
const largest = 1 << 20

export const verify = command({
  positionals: { run: { type: 'string', demandOption: true, describe: "A run's folder, such as runs/<id>" } },
  options: {
    key: {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: "A coordinator's public key, as its owner handed it to you; may be repeated",
    },
    trust: {
      type: 'string',
      describe: 'File of trusted keys: each with name, duty (coordinator, …) and key',
    },
    anchor: {
      type: 'string',
      describe: "File kept elsewhere that holds the result's digest or the journal's head",
    },
    tsa: {
      type: 'string',
      describe: "Time-stamping authority's certificates (PEM), its own first, the root last",
    },
  },
  async run({ run, key, trust, anchor, tsa }, output) {
    const { trustedKeys } = await import('../trusted-keys.ts')
    const verification = await verifyRun({
      dir: run,
      keys: await trustedKeys({ keys: key, trust }),
      oracles: (await catalog()).oracles,
      ...(anchor === undefined ? {} : { anchor: { name: anchor, text: textOf(anchor) } }),
      ...(tsa === undefined ? {} : { authority: textOf(tsa) }),
    })
    output.result(verification, () => verificationText(verification))
    return verification.verified ? exitCodes.passed : exitCodes.failed
  },
})

function textOf(file: string): string {
  try {
    return readRegular(file, largest).toString('latin1')
  } catch (cause) {
    throw unreadable(file, 'cannot be read', cause)
  }
}

function unreadable(file: string, message: string, cause?: unknown): DrillError {
  return new DrillError('bad-input', `${file}: ${message}`, { cause, problems: [{ file, message }] })
}

const words: Record<CheckState, string> = { ok: 'ok', failed: 'FAILED', unproven: 'not proven' }
const colours = { ok: 'green', failed: 'red', unproven: 'yellow' } as const

function verificationText({ run, number, verified, complete, checks }: Verification): string {
  const width = Math.max(...checks.map(({ check }) => check.length))
  const lines = checks.map((check) => line(check, width))
  const wrong = checks.filter(({ state, optional }) => state !== 'ok' && !optional).length
  const outcome = verified ? 'verified' : `NOT verified: ${wrong} of ${checks.length} checks do not hold`
  const name = run === null ? '' : `${oneLine(run)} (number ${number}): `
  return [...lines, '', `${name}${outcome}${complete ? '' : '; completeness not proven'}`].join('\n')
}

const line = ({ check, state, text }: Check, width: number) =>
  `${styleText(colours[state], words[state].padEnd(10), { stream: process.stdout })}  ${oneLine(check).padEnd(width)}  ${oneLine(text)}`
