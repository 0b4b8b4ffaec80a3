import { prefersMarkdown } from '../core/crawlers/accept.ts';
import { deciderOf } from '../core/crawlers/decide.ts';
import type { PackedNames } from '../core/crawlers/names.ts';
import type { Policy } from '../core/crawlers/policy.ts';
import { looksLikeFile } from '../core/file-endings.ts';
import { pageUrl, snapshotKey } from '../core/snapshots/page.ts';

/** What of a viewer's request decides what it gets; each as CloudFront hands it over. */
export interface PageRequest {
  host: string;
  uri: string;
  /** Without "?". */
  query: string;
  userAgent: string;
  accept: string;
}

/** What is known at the edge, where nothing can be looked up: put there by the build. */
export interface EdgeSettings {
  pageParameters: readonly string[];
  /** Who gets the snapshot. */
  policy: Policy;
  /** The names that change who does. */
  names: PackedNames;
}

/** Where a request goes, and for a snapshot the page it is of. */
export interface Route {
  uri: string;
  pageUrl?: string;
}

/** A header whose only source is viewer-request. It tells the renderer the page of a snapshot that is not there yet. */
export const PAGE_HEADER = 'x-signpost-url';

/** A part of a page tells nothing of its status; some social cards ask for the first bytes only and live with all of them. */
export const PART_HEADERS: readonly string[] = ['range', 'if-range'];

/**
 * A person gets the app shell, whatever the path; a crawler gets the page's snapshot, and whoever would rather have
 * Markdown gets that; a file is the same for all. Only `uri` tells them apart, so that they are separate objects in the cache though no header is
 * part of its key. Our own renderer always gets the app.
 */
export function pageRouter(settings: EdgeSettings): (request: PageRequest) => Route {
  const decide = deciderOf(settings.names);
  return request => {
    // What is not there is the bucket's 404, upon which the renderer is asked: without a page's address it says 404, too.
    if (looksLikeFile(request.uri)) return { uri: `/app${request.uri}` };
    const decision = decide(request.userAgent, settings.policy);
    const isMarkdown = prefersMarkdown(request.accept) && decision.reason !== 'renderer';
    if (!isMarkdown && !decision.prerender) return { uri: '/app/index.html' };
    const url = pageUrl(request.host, request.uri, request.query, settings.pageParameters);
    return { uri: `/${snapshotKey(url, isMarkdown ? 'md' : 'html')}`, pageUrl: url };
  };
}
