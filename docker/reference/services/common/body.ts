import type { z } from 'zod'
import type { ServiceContext } from './application.ts'
import { refusal } from './refusal.ts'

/** The JSON body of a request. Throws a 400 refusal when it is not what the schema says. */
export async function bodyOf<S extends z.ZodType>(c: ServiceContext, schema: S): Promise<z.infer<S>> {
  const body: unknown = await c.req.json().catch(() => undefined)
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw refusal(400, 'bad-request')
  return parsed.data
}
