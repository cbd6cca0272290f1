// The walls of the code base. test/architecture.test.ts holds the sources to them, and proves that each can fail.
const plugins = '^harness/(faults|workloads|steps|oracles|guards)/'
const contracts =
  '^harness/(faults/fault|workloads/workload|steps/step|oracles/oracle|guards/guard|stacks/stack|stacks/dial|stacks/contacts|stacks/deny-list|stacks/trust|signers/signer)\\.ts$'
const own = '^(harness|reports|docker|bench|test)/'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Type imports included: what needs each other belongs together.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolves',
      comment: 'An import that leads nowhere is seen by no other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'model-alone',
      comment: 'The nouns know zod and each other.',
      severity: 'error',
      from: { path: '^harness/model/' },
      to: { pathNot: '^(harness/model|node_modules/zod)/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'plug-ins-apart',
      comment: 'A plug-in knows its own folder, contracts, the nouns, and where tools were installed.',
      severity: 'error',
      from: { path: plugins },
      to: {
        path: own,
        pathNot: [contracts, '^harness/($1|model|clients|diagnosis)/', '^harness/setup/(places|tools)\\.ts$'],
      },
    },
    {
      name: 'diagnosis-sees-only-history',
      comment: 'A diagnosis is made from what was seen: it never learns what was injected.',
      severity: 'error',
      from: { path: '^harness/diagnosis/' },
      to: { path: own, pathNot: '^harness/(diagnosis/|model/(?!plan))' },
    },
    {
      name: 'clients-alone',
      comment: 'A client of an API is told how to get there and what a failure means.',
      severity: 'error',
      from: { path: '^harness/clients/' },
      to: { path: own, pathNot: '^harness/clients/' },
    },
    {
      name: 'reports-apart',
      comment:
        'Reports are made from what is saved: the nouns, the arithmetic of judging, and nothing that runs.',
      severity: 'error',
      from: { path: '^reports/' },
      to: { path: own, pathNot: '^(reports|harness/model|harness/diagnosis|harness/oracles/judging)/' },
    },
    {
      name: 'engine-knows-contracts',
      comment: 'The engine runs any plug-in and any stack, and knows none.',
      severity: 'error',
      from: { path: '^harness/engine/' },
      to: { path: own, pathNot: [contracts, '^harness/(engine|model)/'] },
    },
    {
      name: 'sweep-below-cli',
      comment: 'A sweep measures with the engine’s hands and the workloads’ clients, and knows no plug-in.',
      severity: 'error',
      from: { path: '^harness/sweep/' },
      to: {
        path: own,
        pathNot: [contracts, '^harness/(sweep|engine|model)/', '^harness/workloads/(web|vault)/'],
      },
    },
    {
      name: 'readers-below-engine',
      comment: 'Reading needs the plan’s rules and the nouns.',
      severity: 'error',
      from: { path: '^harness/readers/' },
      to: { path: own, pathNot: '^harness/(readers|model|engine/catalog|engine/plan)(/|\\.ts$)' },
    },
    {
      name: 'stacks-below-engine',
      comment: 'Drivers know parts by their contract only; a stack is brought up from an estate’s file.',
      severity: 'error',
      from: { path: '^harness/stacks/' },
      to: { path: own, pathNot: '^harness/((stacks|model|setup)/|readers/estate\\.ts$)' },
    },
    {
      name: 'signers-alone',
      comment: 'Who holds a key knows nothing of what is signed.',
      severity: 'error',
      from: { path: '^harness/signers/' },
      to: { path: own, pathNot: '^harness/(signers|model)/' },
    },
    {
      name: 'setup-below-stacks',
      comment: 'Setting up installs what stacks run.',
      severity: 'error',
      from: { path: '^harness/setup/' },
      to: { path: '^(harness/(cli|engine|readers|faults|workloads|steps|oracles|guards)|reports)/' },
    },
    {
      name: 'parts-know-the-contract',
      comment: 'A part of the reference estate is told everything through its context.',
      severity: 'error',
      from: { path: '^docker/reference/parts/' },
      to: {
        path: own,
        pathNot: '^(docker/reference/parts/|harness/(model/|clients/|setup/|stacks/part\\.ts$))',
      },
    },
    {
      name: 'services-alone',
      comment: 'The relying services could be anybody’s: they know nothing of the harness.',
      severity: 'error',
      from: { path: '^docker/reference/services/' },
      to: { path: own, pathNot: '^docker/reference/services/' },
    },
    {
      name: 'only-cli-wires',
      comment: 'Catalogues are put together in one place.',
      severity: 'error',
      from: { pathNot: '^(harness/cli|test|bench)/' },
      to: {
        path: '^(harness/(faults|workloads|steps|oracles|guards|stacks)|reports|docker/reference/parts)/index\\.ts$',
      },
    },
    {
      name: 'cli-on-top',
      comment: 'Nothing is built on the command line.',
      severity: 'error',
      from: { path: own, pathNot: '^(harness/cli|test|bench)/' },
      to: { path: '^harness/cli/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    // A work tree may share the packages of another.
    preserveSymlinks: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
    exclude: { path: '^(dist|runs|node_modules/\\.cache)/' },
  },
}
