import { dirname, resolve } from 'node:path'
import type { Progress } from '../engine/running.ts'
import type { Estate } from '../model/estate.ts'
import { ensureTools } from '../setup/ensure.ts'
import { prepareDatabase } from '../setup/prepare.ts'

/** The realm export of an estate's identity provider, or undefined when the estate brings its own server. */
export function realmOf(estate: Estate, estateFile: string): string | undefined {
  const realm = Object.values(estate.services).find((service) => service.role === 'idp')?.run.realm
  return realm === undefined ? undefined : resolve(dirname(estateFile), realm)
}

/** Installs and prepares whatever a driver lacks to bring up an estate; quick when nothing is missing. */
export async function ensureFor(
  driver: string,
  { estate, estateFile }: { estate: Estate; estateFile: string },
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const say = (text: string) => progress({ kind: 'note', text })
  await ensureTools({ progress: say }, signal)
  const realm = realmOf(estate, estateFile)
  if (driver === 'containers') {
    const { ensureImages } = await import('../setup/engine.ts')
    await ensureImages(say, signal, realm)
  } else if (realm) await prepareDatabase(realm, say, signal)
}
