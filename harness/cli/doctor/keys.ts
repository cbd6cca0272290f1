import { statSync } from 'node:fs'
import { coordinatorKey, keysHome, listKeys, type StoredKey } from '../../signers/key-store.ts'
import type { Examination, Found } from './examination.ts'

const area = 'keys'

/** Keys that seal runs. Drills run without them; what they leave then is not signed. */
export const keys: Examination = async () => {
  const all = listKeys()
  const found = all.map(one)
  if (all.some(({ name }) => name === coordinatorKey)) return found
  const text = `none in ${keysHome()}: runs are not signed`
  return [...found, { area, name: coordinatorKey, state: 'missing', text, next: '`npx drill keys new`' }]
}

function one({ name, algorithm, keyId, file }: StoredKey): Found {
  const secret = file.replace(/\.pub$/, '.pem')
  const mode = statSync(secret, { throwIfNoEntry: false })?.mode
  if (mode === undefined || (mode & 0o077) === 0)
    return { area, name, state: 'fine', text: `${algorithm} ${keyId}` }
  const open = `${secret} can be read by others`
  return { area, name, state: 'missing', text: open, next: `\`chmod 600 ${secret}\`, or a new key` }
}
