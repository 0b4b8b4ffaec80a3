import { DATA } from './data.ts';
import { DISTRIBUTIONS } from './distributions.ts';
import { FUNCTIONS } from './functions.ts';
import { GATEWAY } from './gateway.ts';
import { RESOURCE_NAMES } from './names.ts';
import { PERMISSIONS } from './permissions.ts';
import { QUEUES } from './queues.ts';
import type { Rule } from './stack.ts';

/** All that holds for each template of ours, beside what AWS's own validator knows. */
export const RULES: readonly Rule[] = [
  ...DISTRIBUTIONS,
  ...PERMISSIONS,
  ...FUNCTIONS,
  ...DATA,
  ...QUEUES,
  ...GATEWAY,
  ...RESOURCE_NAMES,
];
