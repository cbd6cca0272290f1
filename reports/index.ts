import { controlMatrix } from './control-matrix.ts'
import { controlTable } from './control-table.ts'
import { ctrf } from './ctrf.ts'
import { page } from './html.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import { oscalAssessmentPlan } from './oscal-assessment-plan.ts'
import { oscalAssessmentResults } from './oscal-assessment-results.ts'
import type { Report } from './report.ts'

/** Every document that a run's folder gets. */
export const reports: readonly Report[] = [
  page,
  markdown,
  junit,
  ctrf,
  controlMatrix,
  controlTable,
  oscalAssessmentPlan,
  oscalAssessmentResults,
]
