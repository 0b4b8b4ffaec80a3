import type { Scope, Tool } from './tool.ts';
import { about } from './tools/about.ts';
import { classifyClient } from './tools/classify-client.ts';
import { clickStats } from './tools/click-stats.ts';
import { crawlerVisits } from './tools/crawler-visits.ts';
import { createLinks } from './tools/create-links.ts';
import { deleteOrRestoreLinks } from './tools/delete-or-restore-links.ts';
import { findLinks } from './tools/find-links.ts';
import { findPages } from './tools/find-pages.ts';
import { getLink } from './tools/get-link.ts';
import { readPage } from './tools/read-page.ts';
import { rerenderPages } from './tools/rerender-pages.ts';
import { updateLinks } from './tools/update-links.ts';

/** All that an assistant can do. Each tool costs every conversation its description: there are twelve at most. */
export const TOOLS: readonly Tool[] = [
  findLinks,
  getLink,
  createLinks,
  updateLinks,
  deleteOrRestoreLinks,
  clickStats,
  crawlerVisits,
  findPages,
  readPage,
  rerenderPages,
  classifyClient,
  about,
];

/** Those that a key can do something with. */
export const toolsFor = (scopes: readonly Scope[]): Tool[] =>
  TOOLS.filter(({ needs }) => scopes.includes('admin') || needs.every(scope => scopes.includes(scope)));
