import { api, clock, key, link } from './api.ts';
import type { Check } from './check.ts';
import { chromium, node, ports } from './machine.ts';
import { crawler, missing, person, robots } from './site.ts';

/** All that is looked at, in this order: each may need what one before has found. */
export const CHECKS: readonly Check[] = [
  node,
  chromium,
  ports,
  api,
  clock,
  key,
  link,
  person,
  crawler,
  missing,
  robots,
];
