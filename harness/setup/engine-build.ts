import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../model/home.ts'
import type { Engine } from './engine-client.ts'
import { followed } from './engine-output.ts'
import { present } from './engine-registry.ts'
import { digestOf } from './engine-sources.ts'

const folder = () => join(packageRoot(), 'docker', 'images')

/** An image of docker/images: which Dockerfile, and what its arguments are. */
export interface Recipe {
  readonly name: string
  readonly args: Readonly<Record<string, string>>
}

/** Its tag changes with the Dockerfile and the arguments, and with nothing else. */
export function tagOf({ name, args }: Recipe): string {
  const dockerfile = readFileSync(join(folder(), `${name}.Dockerfile`))
  return `identity-drill/${name}:${digestOf([dockerfile, JSON.stringify(args)])}`
}

/** Builds an image that is not there yet, and returns its tag. Throws `start-failed` with the end of its output. */
export async function built(
  engine: Engine,
  recipe: Recipe,
  progress: (what: string) => void,
): Promise<string> {
  const tag = tagOf(recipe)
  if (await present(engine, tag)) return tag
  progress(`image ${recipe.name}: building it`)
  const dockerfile = `${recipe.name}.Dockerfile`
  const output = await engine.buildImage(
    { context: folder(), src: [dockerfile] },
    // Version 1: the engine's own builder, which every engine has.
    {
      t: tag,
      dockerfile,
      buildargs: { ...recipe.args },
      version: '1',
      forcerm: true,
      labels: { 'identity-drill.image': recipe.name },
    },
  )
  await followed(engine, output)
  return tag
}
