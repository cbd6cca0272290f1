import { readFileSync } from 'node:fs'
import { describeError, log } from '../common/log.ts'
import { refusal } from '../common/refusal.ts'
import { type Approver, approvers } from './approval.ts'

/** Reads who may approve, each time anew. Throws a 503 refusal when the file cannot be read: nobody can tell. */
export const approversIn = (file: string) => (): readonly Approver[] => {
  try {
    return approvers.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    log('approvers cannot be read', describeError(error))
    throw refusal(503, 'approvers-unavailable')
  }
}
