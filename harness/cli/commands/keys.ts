import type { StoredKey } from '../../signers/key-store.ts'
import { algorithms } from '../../signers/signer.ts'
import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'

export const keys = command({
  positionals: {
    action: {
      choices: ['new', 'list', 'show'] as const,
      demandOption: true,
      describe: 'Make a key pair, list all, or print a public key',
    },
  },
  options: {
    name: { type: 'string', default: 'coordinator', describe: 'Name of the key; `coordinator` seals runs' },
    algorithm: { choices: algorithms, default: 'p256' as const, describe: 'Kind of a new key' },
  },
  async run({ action, name, algorithm }, output) {
    const { keysHome, listKeys, newKey, storedKey } = await import('../../signers/key-store.ts')
    if (action === 'list') {
      const all = listKeys()
      output.result(all, () => all.map(line).join('\n') || `no keys in ${keysHome()}`)
      return exitCodes.passed
    }
    const key = action === 'new' ? newKey(name, algorithm) : storedKey(name)
    output.result(key, () => (action === 'new' ? line(key) : key.pem.trimEnd()))
    if (action === 'new') output.note(`give ${key.file} to whoever verifies; keep ${name}.pem to yourself`)
    return exitCodes.passed
  },
})

const line = ({ name, algorithm, keyId, file }: StoredKey) =>
  `${name.padEnd(14)} ${algorithm.padEnd(8)} ${keyId}  ${file}`
