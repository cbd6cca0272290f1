import { AsyncLocalStorage } from 'node:async_hooks'

/** The request that is being served, so that calls made for it carry its ID; `asked` is who was called for it. */
export const requestScope = new AsyncLocalStorage<{
  readonly requestId: string
  readonly asked: Set<string>
}>()
