import { page } from './html.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import type { Report } from './report.ts'

/** Every document that a run's folder gets. */
export const reports: readonly Report[] = [page, markdown, junit]
