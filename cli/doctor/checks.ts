import { api, clock, keptLink, key, link } from './api.ts';
import type { Check } from './check.ts';
import { headers, kept, missingFile, spelling, storedMissing, unchanged, vary } from './edge.ts';
import { chromium, node, ports } from './machine.ts';
import { crawler, missing, person, robots } from './site.ts';
import { accessLogs, alarms, coldStart, deadLetters, logsPolicy, metricFilter } from './stack.ts';
import { redirected, tls } from './tls.ts';
import { bucketWall, gatewayWall, rendererWall } from './walls.ts';

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

/** What of the table in docs/deploy-checks.md can be seen of a stage: what AWS does beside what is assumed of it. */
export const STAGE_CHECKS: readonly Check[] = [
  keptLink,
  kept,
  storedMissing,
  headers,
  vary,
  unchanged,
  spelling,
  missingFile,
  redirected,
  tls,
  bucketWall,
  rendererWall,
  gatewayWall,
  accessLogs,
  logsPolicy,
  deadLetters,
  coldStart,
  alarms,
  metricFilter,
];
