import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheHome } from '../model/home.ts'
import type { Engine } from './engine-client.ts'
import { followed } from './engine-output.ts'

const rememberedMs = 24 * 3_600_000
const limitMs = 20_000
/** Whether official images can be pulled: tried with a small one, once a day, for at most 20 s. */
export async function registryAnswers(engine: Engine, trial: string): Promise<boolean> {
  const file = join(cacheHome(), 'registry.json')
  if (existsSync(file) && Date.now() - statSync(file).mtimeMs < rememberedMs)
    return JSON.parse(readFileSync(file, 'utf8')) === true
  const answers = await pull(engine, trial, AbortSignal.timeout(limitMs))
  mkdirSync(cacheHome(), { recursive: true })
  writeFileSync(file, JSON.stringify(answers))
  return answers
}

/** True when the image is here after that. */
export async function pull(engine: Engine, image: string, signal: AbortSignal): Promise<boolean> {
  const aborted = new Promise<false>((resolve) =>
    signal.addEventListener('abort', () => resolve(false), { once: true }),
  )
  const pulled = engine
    .pull(image, { abortSignal: signal })
    .then((output) => followed(engine, output))
    .then(
      () => true,
      () => false,
    )
  return Promise.race([pulled, aborted])
}

export async function present(engine: Engine, image: string): Promise<boolean> {
  try {
    await engine.getImage(image).inspect()
    return true
  } catch (cause) {
    if ((cause as { statusCode?: number }).statusCode === 404) return false
    throw cause
  }
}
