import type { Scope } from '../core/keys/key.ts';
import { paths } from './paths.ts';
import { t } from './texts/texts.ts';
import { ChartIcon, GearIcon, type Icon, KeyIcon, LinkIcon, PageIcon, RobotIcon } from './ui/icons.tsx';

interface Place {
  path: string;
  name: string;
  icon: Icon;
  /** What a key must be able to do to see it. */
  scope?: Scope;
}

/** The main pages, in the order of the menu. */
export const places = (): Place[] => [
  { path: paths.links, name: t.nav.links, icon: LinkIcon, scope: 'links:read' },
  { path: paths.clicks, name: t.nav.clicks, icon: ChartIcon, scope: 'stats:read' },
  { path: paths.crawlers, name: t.nav.crawlers, icon: RobotIcon, scope: 'stats:read' },
  { path: paths.snapshots, name: t.nav.snapshots, icon: PageIcon, scope: 'pages' },
  { path: paths.keys, name: t.nav.keys, icon: KeyIcon, scope: 'admin' },
  { path: paths.settings, name: t.nav.settings, icon: GearIcon },
];
