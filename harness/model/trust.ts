import * as z from 'zod'

/** Whose keys are believed, and for what. Made by whoever verifies, from keys that their owners handed over. */
export const trust = z.strictObject({
  keys: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(100).meta({ description: 'Who holds the key.' }),
        duty: z
          .enum(['coordinator', 'approver', 'witness'])
          .meta({ description: 'What the signature is taken for.' }),
        key: z
          .string()
          .min(1)
          .meta({ description: 'Public key: a file beside this one, or the PEM itself.' }),
      }),
    )
    .min(1)
    .max(100),
})
export type Trust = z.infer<typeof trust>
