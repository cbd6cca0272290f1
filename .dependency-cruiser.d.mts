import type { IConfiguration } from 'dependency-cruiser'

declare const config: IConfiguration
// biome-ignore lint/style/noDefaultExport: dependency-cruiser reads the default export
export default config
