import type { Framework } from './control.ts'

export const soc2: Framework = {
  id: 'soc2',
  name: 'SOC 2',
  source: 'AICPA TSP section 100, 2017 Trust Services Criteria (with revised points of focus, 2022)',
  controls: [
    {
      id: 'A1.3',
      title: 'The entity tests recovery plan procedures supporting system recovery to meet its objectives.',
      claims: [
        {
          needs: ['runbook-followed', 'recovery'],
          text: 'Recovery procedures were tested, and recovery succeeded.',
        },
        { needs: ['objective'], text: 'Recovery was measured against its objective.' },
      ],
      never: 'Recovery of data, and tests over a whole period.',
    },
    {
      id: 'CC6.1',
      title:
        'The entity implements logical access security software, infrastructure, and architectures over protected information assets to protect them from security events to meet the entity’s objectives.',
      claims: [
        { needs: ['fail-closed'], text: 'Logical access held while the authority could not be asked.' },
        { needs: ['impostor-refused'], text: 'Tokens that nobody may use were refused.' },
      ],
      never: 'Assets outside of the estate under drill.',
    },
    {
      id: 'CC6.2',
      title:
        'Prior to issuing system credentials and granting system access, the entity registers and authorizes new internal and external users whose access is administered by the entity. For those users whose access is administered by the entity, user system credentials are removed when user access is no longer authorized.',
      claims: [{ needs: ['revocation'], text: 'Credentials that were withdrawn stopped working.' }],
      never: 'Registration and authorization of new users.',
    },
    {
      id: 'CC6.3',
      title:
        'The entity authorizes, modifies, or removes access to data, software, functions, and other protected information assets based on roles, responsibilities, or the system design and changes, giving consideration to the concepts of least privilege and segregation of duties, to meet the entity’s objectives.',
      claims: [
        { needs: ['revocation'], text: 'Removal of access took effect in the time that was promised.' },
        {
          needs: ['emergency-approved', 'refusals'],
          text: 'Duties were kept apart, and what must be refused was refused.',
        },
      ],
      never: 'Roles, and reviews of access.',
    },
    {
      id: 'CC7.5',
      title:
        'The entity identifies, develops, and implements activities to recover from identified security incidents.',
      claims: [
        { needs: ['recovery'], text: 'Recovery activities were exercised, and worked.' },
        { needs: ['follow-up'], text: 'Lessons became tasks with owners and dates.' },
      ],
      never: 'Recovery from real incidents of the period.',
    },
  ],
}
