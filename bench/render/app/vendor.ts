// What an app of middling size carries with it, about 250 KB minified, whether or not it uses all of it.

export * as client from 'hono/client';
export { default as compat } from 'preact/compat';
export * as zod from 'zod';
