import * as z from 'zod'
import type { Step } from './step.ts'

export const stages = ['publish', 'switch', 'retire', 'remove'] as const

const options = z.strictObject({
  stage: z.enum(stages).meta({
    description:
      'publish: a new key beside the old one, which still signs. switch: the new one signs (made now, if it was not published). retire: the old one only verifies. remove: nobody is told of the old one any more.',
  }),
})
export type RotateKeysOptions = z.infer<typeof options>

/** One stage of the rotation of the key by which the IdP signs tokens. In any order: the wrong ones are drilled too. */
export const rotateKeys: Step<RotateKeysOptions> = {
  name: 'rotate-keys',
  summary: 'One stage of rotating the signing key of the IdP: publish, switch, retire or remove',
  options,
  needs: [],
  administers: 'idp',
  act: async (context, { stage }) => ({
    detail: await (await import('./idp-keys.ts')).rotate(context, stage),
  }),
  undo: async (stack, what, signal) => (await import('./idp-keys.ts')).unrotate(stack, what, signal),
}
