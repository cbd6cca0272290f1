import { dirname, join } from 'node:path'
import { approve as approvePlan } from '../../engine/approve.ts'
import { readSavedPlan } from '../../engine/saved-plan.ts'
import { parseDuration } from '../../model/duration.ts'
import { DrillError } from '../../model/error.ts'
import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { writeNew } from '../new-file.ts'
import { signerOf } from '../own-signer.ts'

export const approve = command({
  positionals: {
    plan: { type: 'string', demandOption: true, describe: 'Plan that `drill plan --save` wrote' },
  },
  options: {
    key: { type: 'string', demandOption: true, describe: 'Your own signing key, by name or file' },
    as: { type: 'string', demandOption: true, describe: 'Your name, as it stands in the trusted keys' },
    'valid-for': { type: 'string', default: '7d', describe: 'How long the approval is good' },
    out: {
      type: 'string',
      describe: 'File to write (default: approval-<name>.sigstore.json beside the plan)',
    },
  },
  async run({ plan: file, key, as, out, ...given }, output) {
    const validForMs = parseDuration(given['valid-for'])
    if (!validForMs)
      throw new DrillError('usage', `"${given['valid-for']}" is no duration`, { next: 'Write 7d or 12h.' })
    const { text, plan } = readSavedPlan(file)
    const signer = signerOf(key)
    const now = new Date()
    const approval = { bytes: Buffer.from(text), plan, approver: as, signer, now, validForMs }
    const { bytes, digest } = await approvePlan(approval)
    const to = out ?? join(dirname(file), `approval-${slug(as)}.sigstore.json`)
    writeNew(to, bytes, '--out')
    const told = {
      plan: file,
      scenario: plan.scenario,
      digest,
      approver: as,
      keyId: signer.keyId,
      approval: to,
    }
    output.result(told, () => `${as} approves ${plan.scenario}, plan SHA-256 ${digest}\n${to}`)
    return exitCodes.passed
  },
})

const slug = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'somebody'
