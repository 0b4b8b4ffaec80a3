import type { Clock } from '../../core/clock.ts';
import type { RandomBytes } from '../../core/ids.ts';

/** What the checks may ask, and what they have found out. */
export interface DoctorContext {
  /** Origins of the short domain and of the site; a key of the API. */
  api?: string | undefined;
  site?: string | undefined;
  key?: string | undefined;
  /** Whose stack it is, with its outputs. */
  stage?: string | undefined;
  outputs?: Record<string, string> | undefined;
  /** Where AWS's services are, if that is a local cloud. */
  endpoint?: string | undefined;
  /** A certificate that is trusted in place of the usual authorities. */
  ca?: string | undefined;
  fetch: typeof fetch;
  clock: Clock;
  random: RandomBytes;
  /** Such as 20.19.0. */
  nodeVersion: string;
  /** Ports of this machine that `signpost start` would take. */
  ports: readonly number[];
  /** Finds a Chromium, starts it and answers what it is; rejects with one sentence where none may be run. */
  chromium(): Promise<string>;
}

/** What a check needs: something that was given, or that a check before has found. */
export type Need = 'api' | 'site' | 'key' | 'answers' | 'writes' | 'stack' | 'https';

export type State = 'ok' | 'warn' | 'fail' | 'skip';

/** What came of a check, in a sentence. */
export interface Outcome {
  state: State;
  text: string;
  /** What to do next, where that is another thing than the check usually advises. */
  advice?: string;
  /** What checks behind this one may rely on. */
  found?: readonly Need[];
}

/** One thing that is looked at. Another one is a line in the table of `checks.ts`. */
export interface Check {
  name: string;
  needs: readonly Need[];
  /** What the local cloud takes for granted of AWS: shown beside what was seen. */
  assumes?: string;
  /** What to do when it is not as it should be. */
  advice: string;
  /** One that rejects has failed, with what it rejects with. */
  run(context: DoctorContext): Promise<Outcome>;
}

/** A row of the report. */
export interface Row {
  name: string;
  state: State;
  text: string;
  assumed?: string;
  advice?: string;
}

const WHY: Record<Need, string> = {
  api: '--api, --profile or --stage says where',
  site: '--site or --stage says where',
  key: '--key, $SIGNPOST_KEY or a profile gives the key',
  answers: 'the API has to answer first',
  writes: 'it takes a key with links:write',
  stack: '--stage says whose stack it is',
  https: 'a local cloud has neither TLS nor names on the internet: only AWS shows it',
};

/**
 * Looks at one thing after the other. None keeps the others from being looked at; what needs something that is not there is skipped,
 * and says so.
 */
export async function* examine(checks: readonly Check[], context: DoctorContext): AsyncGenerator<Row> {
  const known = givenTo(context);
  for (const { name, needs, assumes, advice, run } of checks) {
    const missing = needs.find(need => !known.has(need));
    if (missing) {
      yield { name, state: 'skip', text: `not looked at: ${WHY[missing]}` };
      continue;
    }
    const outcome = await run(context).catch((error): Outcome => ({ state: 'fail', text: reasonOf(error) }));
    for (const found of outcome.found ?? []) known.add(found);
    const { state, text } = outcome;
    const assumed = assumes !== undefined && state !== 'skip' && { assumed: assumes };
    const next = (state === 'warn' || state === 'fail') && { advice: outcome.advice ?? advice };
    yield { name, state, text, ...assumed, ...next };
  }
}

/** What checks may rely on before any was made. */
function givenTo(context: DoctorContext): Set<Need> {
  const known = new Set<Need>((['api', 'site', 'key'] as const).filter(name => context[name]));
  if (context.outputs) known.add('stack');
  if (context.site?.startsWith('https:')) known.add('https');
  return known;
}

/** Of fetch the reason is one further in. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { message?: string; code?: string }; message: string };
  return (cause?.message || cause?.code || message).trim();
}

const TIMEOUT_MS = 30_000;

/** Asks and does not follow. Rejects where nobody answers. */
export const ask = (
  { fetch }: DoctorContext,
  url: string,
  { headers, ...init }: RequestInit = {},
): Promise<Response> =>
  fetch(url, {
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...init,
    headers: headers ?? {},
  });

/** Asks the API with the key. */
export const askApi = (context: DoctorContext, path: string, init: RequestInit = {}): Promise<Response> =>
  ask(context, `${context.api}${path}`, {
    ...init,
    headers: {
      authorization: `Bearer ${context.key}`,
      ...(init.body ? { 'content-type': 'application/json' } : {}),
    },
  });
