import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** Ends the request with a status and a reason word: 401 who are you, 403 not you, 503 cannot tell. */
export const refusal = (status: ContentfulStatusCode, reason: string): HTTPException =>
  new HTTPException(status, { message: reason })
