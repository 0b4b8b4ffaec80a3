/** What ends each part, in the order the parts were started. */
export type Closers = (() => void | Promise<void>)[];
