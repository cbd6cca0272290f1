import { engineClient, engineUnavailable } from '../../setup/engine-client.ts'
import { requireImages } from '../../setup/engine-images.ts'
import type { Examination, Found } from './examination.ts'

const area = 'containers'
const neededBy = ['containers'] as const
const next = '`npx drill setup --containers`'

/** The container engine and the images that stacks run on. */
export const engine: Examination = async () => {
  const why = await engineUnavailable()
  if (why !== undefined)
    return [
      { area, name: 'engine', state: 'missing', neededBy, text: why, next },
      { area, name: 'images', state: 'missing', neededBy, text: 'no engine to ask', next },
    ]
  return [{ area, name: 'engine', state: 'fine', text: 'answers' }, await images()]
}

async function images(): Promise<Found> {
  try {
    const { versions } = await requireImages((await engineClient()).container.dockerode)
    return { area, name: 'images', state: 'fine', text: versions.images ?? 'there' }
  } catch (error) {
    return { area, name: 'images', state: 'missing', neededBy, text: (error as Error).message, next }
  }
}
