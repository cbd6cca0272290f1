import { join } from 'node:path'
import type { Estate } from '../../harness/model/estate.ts'
import { layoutOf } from '../../harness/stacks/layout.ts'
import { type Site, siteOf } from '../../harness/stacks/site.ts'
import { referenceFile } from './estate.ts'

/** A stack that stands on disk at most; nothing of it runs. */
export function siteIn(dir: string, estate: Estate): Site {
  const layout = layoutOf('paper')
  const moved = {
    ...layout,
    dir,
    secrets: join(dir, 'secrets'),
    serviceDir: (service: string) => join(dir, service),
  }
  return siteOf(moved, {
    schema: 'identity-drill/stack/1',
    id: 'paper-1',
    name: 'paper',
    driver: 'processes',
    prefix: '127.77',
    estateFile: referenceFile,
    estate,
    versions: {},
    complete: true,
  })
}
