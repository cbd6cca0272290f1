import * as z from 'zod'
import type { Path } from '../model/complaint.ts'

/** The schema beneath wrappers: optional, default, transform, refinement. */
function bare(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return bare(schema.def.innerType)
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return bare(schema.def.innerType)
  if (schema instanceof z.ZodPipe) return bare(schema.def.in)
  if (schema instanceof z.ZodReadonly || schema instanceof z.ZodCatch) return bare(schema.def.innerType)
  return schema
}

/** The schema of the value at a path, as far as the schema tells. */
export function schemaAt(schema: z.core.$ZodType, path: Path): z.core.$ZodType | undefined {
  const [step, ...rest] = path
  if (step === undefined) return schema
  const inner = childOf(bare(schema), step)
  return inner && schemaAt(inner, rest)
}

function childOf(schema: z.core.$ZodType, step: string | number): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject)
    return Object.hasOwn(schema.def.shape, step) ? schema.def.shape[step] : undefined
  if (schema instanceof z.ZodRecord) return schema.def.valueType
  if (schema instanceof z.ZodArray) return schema.def.element
  return undefined
}

/** Keys that the map at a path may have; none when any may stand there. */
export function keysAt(schema: z.core.$ZodType, path: Path): readonly string[] {
  const found = schemaAt(schema, path)
  const inner = found && bare(found)
  if (inner instanceof z.ZodObject) return Object.keys(inner.def.shape)
  if (inner instanceof z.ZodRecord && inner.def.keyType instanceof z.ZodEnum)
    return Object.keys(inner.def.keyType.def.entries)
  return []
}

/** What its author says the value is: `A duration with its unit: 250ms, 30s, 2m, 12h or 30d.` */
export function describedAt(schema: z.core.$ZodType, path: Path): string | undefined {
  const found = schemaAt(schema, path)
  const text =
    found && (z.globalRegistry.get(found)?.description ?? z.globalRegistry.get(bare(found))?.description)
  return typeof text === 'string'
    ? `${text.charAt(0).toLowerCase()}${text.slice(1)}`.replace(/\.$/, '')
    : undefined
}
