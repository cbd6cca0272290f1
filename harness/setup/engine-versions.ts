import type { Engine } from './engine-client.ts'
import { toolInImage } from './engine-layout.ts'
import { debianPackages, keycloak, openbao, toxiproxy } from './tools.ts'

const asked = {
  postgres: [`${toolInImage('postgres')}/postgres`, '--version'],
  haproxy: [`${toolInImage('haproxy')}/haproxy`, '-v'],
  java: [`${toolInImage('java')}/bin/java`, '--version'],
  node: [`${toolInImage('node')}/node`, '--version'],
  faketime: ['dpkg-query', '--show', ...debianPackages.faketime],
}

/** Versions of the servers in the images, for the evidence. Asks the programs themselves, in a container. */
export async function versionsIn(engine: Engine, base: string): Promise<Readonly<Record<string, string>>> {
  const script = Object.values(asked)
    .map((argv) => `${argv.join(' ')} | head -n 1`)
    .join('; ')
  const container = await engine.createContainer({
    Image: base,
    Cmd: ['sh', '-c', script],
    NetworkDisabled: true,
    Labels: { 'identity-drill.preparation': 'yes' },
    Tty: true,
  })
  try {
    await container.start()
    await container.wait()
    const lines = (await container.logs({ stdout: true })).toString('utf8').split('\n')
    const found = Object.keys(asked).map((name, index) => [
      name,
      lines[index]?.match(/\d+(\.\d+)+/)?.[0] ?? 'unknown',
    ])
    const fixed = [keycloak, openbao, toxiproxy].map(({ name, version }) => [name, version])
    return Object.fromEntries([...fixed, ...found])
  } finally {
    await container.remove({ force: true, v: true })
  }
}
