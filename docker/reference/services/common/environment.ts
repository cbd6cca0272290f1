import { readFileSync } from 'node:fs'
import * as z from 'zod'

const port = z.coerce.number().int().min(1).max(65_535)
const words = z
  .string()
  .default('')
  .transform((text) => new Set(text.split(',').filter(Boolean)))
/** The value of a variable that holds JSON, for a schema to go on with. */
export function asJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' })
    return z.NEVER
  }
}

const lifetimes = z
  .string()
  .default('{}')
  .transform(asJson)
  .pipe(z.record(z.string(), z.number().nonnegative()))

/** What every service is told; names as in the environment, so that a search finds both ends. */
export const everyService = z.object({
  DRILL_SERVICE: z.string().min(1),
  DRILL_LISTEN_ADDRESS: z.string().min(1),
  DRILL_LISTEN_PORT: port,
  DRILL_TLS_KEY: z.string().min(1),
  DRILL_TLS_CERT: z.string().min(1),
  DRILL_TLS_CA: z.string().min(1),
  DRILL_SECRETS: z.string().min(1),
  DRILL_LIFETIMES: lifetimes,
  DRILL_DEFECTS: words,
})

export const withIssuer = z.object({ DRILL_ISSUER: z.url() })
const seconds = z.coerce
  .number()
  .nonnegative()
  .transform((ms) => ms / 1_000)
export const withTokenChecks = z.object({
  DRILL_TOKEN_LEEWAY: seconds.default(0),
  DRILL_TOKEN_MAX_AGE: seconds.optional(),
})
export const withDatabase = z.object({ DRILL_DATABASE_HOST: z.string().min(1), DRILL_DATABASE_PORT: port })

export type Environment = z.infer<typeof everyService>

/** Reads the environment; names every variable that is missing or wrong, never a value, and ends the process. */
export function readEnvironment<S extends z.ZodType>(schema: S): z.infer<S> {
  const parsed = schema.safeParse(process.env)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  process.stderr.write(`The environment does not fit this service:\n  ${wrong.join('\n  ')}\n`)
  process.exit(2)
}

/** A lifetime of the estate in milliseconds, or the given production value where the estate names none. */
export const lifetimeMs = (environment: Environment, name: string, otherwiseMs: number): number =>
  environment.DRILL_LIFETIMES[name] ?? otherwiseMs

/** A secret by name. Read at each use: the file may be rotated, or be written after the service started. */
export const readSecret = (environment: Environment, name: string): string =>
  readFileSync(`${environment.DRILL_SECRETS}/${name}`, 'utf8').trim()
