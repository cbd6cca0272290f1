const may = (path: string, ...capabilities: string[]) =>
  `path "${path}" { capabilities = [${capabilities.map((each) => `"${each}"`).join(', ')}] }`

/** Rotating a CA, revoking what it issued, and how its CRL is made: no role is changed, no certificate issued. */
export const caPolicy: readonly string[] = [
  ...['pki-root', 'pki'].flatMap((mount) => [
    may(`${mount}/issuers`, 'list'),
    may(`${mount}/issuer/+`, 'read', 'update', 'delete'),
    may(`${mount}/issuer/+/sign-intermediate`, 'update'),
    may(`${mount}/keys`, 'list'),
    may(`${mount}/key/+`, 'read', 'delete'),
    may(`${mount}/config/issuers`, 'read', 'update'),
  ]),
  may('pki-root/root/generate/internal', 'update'),
  may('pki/intermediate/generate/internal', 'update'),
  may('pki/intermediate/set-signed', 'update'),
  may('pki/revoke', 'update'),
  may('pki/cert/+', 'read'),
  may('pki/config/crl', 'read', 'update'),
  may('pki/crl/rotate', 'read'),
]
