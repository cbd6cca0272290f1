import { DrillError } from '../../model/error.ts'
import type { Reply } from './asking.ts'

/** What the vault gave. Throws `stack-lost` when it did not. */
export async function had<T>(what: string, asked: Promise<Reply<T>>): Promise<T> {
  const { given, result } = await asked
  if (given !== undefined) return given
  throw new DrillError(
    'stack-lost',
    `the vault was asked for ${what}, and answered ${result.status ?? 'nothing'}`,
  )
}
