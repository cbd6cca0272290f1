import { once } from 'node:events'
import { createServer } from 'node:net'
import { DrillError } from '../../model/error.ts'
import type { Endpoint } from '../stack.ts'

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another process',
  EACCES: 'may not be opened by this user',
  EADDRNOTAVAIL: 'is no address of this machine',
}

/** Throws `start-failed`, naming the part, when nothing could listen there now. */
export async function requireFree(
  part: string,
  { address, port }: Pick<Endpoint, 'address' | 'port'>,
): Promise<void> {
  const server = createServer()
  try {
    server.listen({ host: address, port, exclusive: true })
    await once(server, 'listening')
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException
    throw new DrillError('start-failed', `${part}: the port ${address}:${port} ${reasons[code] ?? code}`, {
      cause,
      next: `End what listens on port ${port}, or give ${part} another port in the estate.`,
    })
  } finally {
    server.close()
  }
}
