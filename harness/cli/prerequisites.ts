import { dirname, resolve } from 'node:path'
import type { Progress } from '../engine/running.ts'
import type { Estate } from '../model/estate.ts'
import { ensureTools } from '../setup/ensure.ts'
import { prepareDatabase } from '../setup/prepare.ts'
import type { ToolName } from '../setup/tools.ts'

/** Browsers run on the host with either driver; servers are in the images, which fetch their own. */
const besideContainers: readonly ToolName[] = ['chromium', 'certutil']

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
  const realm = realmOf(estate, estateFile)
  const only = driver === 'containers' ? besideContainers : undefined
  await ensureTools({ progress: say, only }, signal)
  if (driver === 'containers') {
    const { ensureImages } = await import('../setup/engine.ts')
    await ensureImages(say, signal, realm)
  } else if (realm) await prepareDatabase(realm, say, signal)
}
