import type { Context, Hono } from 'hono';
import type { Hosts, Native } from './native.ts';

/** What each request comes with. */
export type ShlinkEnv = {
  Bindings: Hosts;
  Variables: {
    /** Our own API, in the name of the key that asks. */
    native: Native;
    query: URLSearchParams;
    /** The domain that is asked for; undefined for the one that the request came to. */
    domain: string | undefined;
  };
};

export type ShlinkApp = Hono<ShlinkEnv>;

export type Asked = Context<ShlinkEnv>;

/** The path in our API of the link that a request is about. */
export const linkPathOf = (c: Asked): string => linkPath(c.req.param('code') ?? '');

export const linkPath = (code: string): string => `/api/links/${encodeURIComponent(code)}`;
