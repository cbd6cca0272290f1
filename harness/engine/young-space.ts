import { setFlagsFromString } from 'node:v8'

/** Journals longer than this (bytes) are worth it. */
const longJournal = 64 << 20

/**
 * Of a long history nothing is garbage, and so the part of the heap for what is new grows, is copied through and kept:
 * 100 MiB for nothing. Kept small, the same takes no longer. Other journals leave the heap as it is.
 */
export function holdYoungSpace(bytes: number): void {
  if (bytes > longJournal) setFlagsFromString('--semi-space-growth-factor=1')
}
