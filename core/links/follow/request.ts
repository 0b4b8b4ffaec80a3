import type { Counters } from '../../counters.ts';
import type { Allowed } from '../allowed.ts';
import type { Domain } from '../domains.ts';
import type { Link } from '../link.ts';
import type { Format } from '../qr/style.ts';
import type { LinkReader } from '../reader.ts';
import type { Fetch } from './unfurl.ts';
import type { Visitor } from './visitor.ts';

/** What a follow stands on. */
export interface FollowContext extends Allowed {
  store: LinkReader;
  counters: Counters;
  /** What the domains say to robots and of apps, see `files.ts`. */
  files: string;
  /** The hosts of our site, whose pages' cards may be shown. */
  siteHosts: readonly string[];
  fetch: Fetch;
}

/** A request of a short url. */
export interface FollowRequest {
  method: string;
  /** As the gateway has decoded it. */
  path: string;
  /** As on the wire, without its "?". */
  query: string;
  accept: string;
  contentType: string;
  body: string;
  /** The short domain that was asked, with its port where it has one; '' where nobody says, which is the first. */
  host: string;
  visitor: Visitor;
  /** Milliseconds since 1970. */
  now: number;
}

/** A link that was found, and how it was asked for. */
export interface Found {
  link: Link;
  domain: Domain;
  /** What stands behind the slug, for the link to pass on. */
  rest: string;
  /** Until when this slug leads to the link, and the link is as it is: no longer is an answer kept. */
  until: string | undefined;
  /** Whether the edge may keep the answer for this address: it is the one of the link, and there are not any number of them. */
  isOneAddress: boolean;
  /** Where the link's QR code is asked for: how it shall be drawn. */
  qr?: Format | undefined;
}
