/** Work that virtual time knows nothing of, or that never ends. */
export type FlightKind = 'request' | 'stream' | 'worker' | 'frame' | 'answer';

/** Counts a piece of work until the function it returns is called. */
export type Begin = (kind: FlightKind) => () => void;
