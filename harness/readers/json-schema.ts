import * as z from 'zod'
import type { Catalog } from '../engine/catalog.ts'
import { answers } from '../model/answers.ts'
import { estate } from '../model/estate.ts'
import { followUps } from '../model/follow-up.ts'
import type { Plugin } from '../model/plugin.ts'
import { runbook, runbookStep } from '../model/runbook.ts'
import { moment, scenario } from '../model/scenario.ts'
import { targets } from '../model/target.ts'
import { trust } from '../model/trust.ts'

type Json = z.core.JSONSchema.BaseSchema

/** JSON Schema of estates, for editors. */
export function estateSchema(): Json {
  return { ...convert(estate), title: 'Identity Drill estate' }
}

/** JSON Schema of what was decided about findings, for editors. */
export function followUpsSchema(): Json {
  return { ...convert(followUps), title: 'Identity Drill follow-ups' }
}

/** JSON Schema of the list of estates that may be drilled, for editors. */
export function targetsSchema(): Json {
  return { ...convert(targets), title: 'Identity Drill targets' }
}

/** JSON Schema of what people answer in drills that nobody watches, for editors. */
export function answersSchema(): Json {
  return { ...convert(answers), title: 'Identity Drill answers' }
}

/** JSON Schema of whose keys are believed, for editors. */
export function trustSchema(): Json {
  return { ...convert(trust), title: 'Identity Drill trusted keys' }
}

/** JSON Schema of runbooks, with the steps of scenarios that their steps may stand for. */
export function runbookSchema(catalog: Catalog): Json {
  const words = Object.keys(catalog.steps) as [string, ...string[]]
  const does = runbookStep.shape.does.unwrap()
  const step = runbookStep.extend({
    does: z
      .enum(words)
      .optional()
      .meta(does.meta() ?? {}),
  })
  return { ...convert(runbook.extend({ steps: z.array(step).min(1) })), title: 'Identity Drill runbook' }
}

/** JSON Schema of scenarios with the options of every plug-in, for editors. */
export function scenarioSchema(catalog: Catalog): Json {
  const schema = convert(scenario)
  return {
    ...schema,
    title: 'Identity Drill scenario',
    properties: {
      ...schema.properties,
      faults: { type: 'array', minItems: 1, items: oneWord(catalog.faults) },
      workloads: { type: 'array', minItems: 1, items: oneWord(catalog.workloads) },
      steps: { type: 'array', default: [], items: oneWord(catalog.steps, { at: convertInner(moment) }) },
    },
  }
}

/** A map with one plug-in's word, beside what every entry has. One object, since editors complete it better than a choice. */
function oneWord(
  plugins: Readonly<Record<string, Plugin<unknown>>>,
  beside: Record<string, Json> = {},
): Json {
  const size = Object.keys(beside).length + 1
  const words = Object.values(plugins).map(({ name, summary, options }) => [
    name,
    { description: summary, ...convertInner(options) },
  ])
  return {
    type: 'object',
    properties: { ...beside, ...Object.fromEntries(words) },
    required: Object.keys(beside),
    minProperties: size,
    maxProperties: size,
    additionalProperties: false,
  }
}

function convert(schema: z.ZodType): Json {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
}

function convertInner(schema: z.ZodType): Json {
  const { $schema, ...inner } = convert(schema)
  return inner
}
