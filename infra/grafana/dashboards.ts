import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { crawlersDashboard } from './crawlers.ts';
import { healthDashboard } from './health.ts';
import { linksDashboard } from './links.ts';

/** All of them by the names of their files. */
export const dashboards = (): Record<string, Dashboard> => ({
  links: linksDashboard(),
  crawlers: crawlersDashboard(),
  health: healthDashboard(),
});
