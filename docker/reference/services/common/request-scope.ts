import { AsyncLocalStorage } from 'node:async_hooks'

/** The request that is being served, so that calls made for it carry its ID. */
export const requestScope = new AsyncLocalStorage<{ readonly requestId: string }>()
