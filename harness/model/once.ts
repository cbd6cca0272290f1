/** For schemas that few values of a process are checked against: compiling them would cost more than it saves. */
export const once = { jitless: true } as const
