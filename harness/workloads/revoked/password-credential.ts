import { argon2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

const hashed = promisify(argon2)

/** Keycloak's own default; where a realm wants another hash, Keycloak makes that at the first login. */
const passes = 5
const memory = 7_168
const tagLength = 32
const parallelism = 1

/**
 * A password as Keycloak keeps it, and checks it at each login. Hashed here it takes a fifth of the time that Keycloak
 * takes, which has enough to do while everybody enters at once.
 */
export async function passwordCredential(password: string) {
  const nonce = randomBytes(16)
  const hash = await hashed('argon2id', { message: password, nonce, parallelism, tagLength, memory, passes })
  const additionalParameters = {
    ...{ hashLength: [`${tagLength}`], memory: [`${memory}`], parallelism: [`${parallelism}`] },
    ...{ type: ['id'], version: ['1.3'] },
  }
  return {
    type: 'password',
    credentialData: JSON.stringify({ hashIterations: passes, algorithm: 'argon2', additionalParameters }),
    secretData: JSON.stringify({ value: hash.toString('base64'), salt: nonce.toString('base64') }),
  }
}
