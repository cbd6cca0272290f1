import 'reflect-metadata'

export { X509Crl } from '@peculiar/x509'
