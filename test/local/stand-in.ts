import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { close, type HttpHandler, listen } from '../../local/http.ts';

/** A function that does what the test says, and the port of what stands in front of it. */
export interface StandIn<Event> {
  invoke(event: unknown): Promise<unknown>;
  /** What it was called with last. */
  event: Event;
  /** What it does next; `{ statusCode: 200 }` at the beginning of each test. */
  answer(): unknown;
  /** What was written into the log in this test. */
  logged: string[];
  port: number;
  /** Asks what stands in front of it; redirects are not followed. */
  call(path: string, init?: RequestInit): Promise<Response>;
}

/** Puts `front` before a function for all tests of the file. */
export function standIn<Event>(front: (fn: StandIn<Event>) => HttpHandler): StandIn<Event> {
  const self: StandIn<Event> = {
    invoke: async event => {
      self.event = event as Event;
      return await self.answer();
    },
    event: undefined as Event,
    answer: () => undefined,
    logged: [],
    port: 0,
    call: (path, init) => fetch(`http://127.0.0.1:${self.port}${path}`, { redirect: 'manual', ...init }),
  };
  let door: Awaited<ReturnType<typeof listen>>;
  beforeAll(async () => {
    door = await listen(front(self), 0);
    self.port = door.port;
  });
  afterAll(() => close(door.server));
  beforeEach(() => {
    self.logged.length = 0;
    self.answer = () => ({ statusCode: 200 });
  });
  return self;
}
