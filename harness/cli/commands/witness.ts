import { openDossier } from '../../engine/dossier.ts'
import { witness as witnessRun } from '../../engine/witness.ts'
import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { signerOf } from '../own-signer.ts'

export const witness = command({
  positionals: { run: { type: 'string', demandOption: true, describe: "A run's folder, such as runs/<id>" } },
  options: {
    key: { type: 'string', demandOption: true, describe: 'Your own signing key, by name or file' },
    as: { type: 'string', demandOption: true, describe: 'Your name, as it stands in the trusted keys' },
  },
  async run({ run, key, as }, output) {
    const dossier = openDossier(run)
    const signer = signerOf(key)
    const file = await witnessRun({ dossier, witness: as, signer, now: new Date() })
    output.result({ run: dossier.run, witness: as, keyId: signer.keyId, file }, () => file)
    return exitCodes.passed
  },
})
