import type { Schemas } from '../../client/client.ts';
import { shortened } from '../problem.ts';
import { ToolProblem } from './tool.ts';

/** What openapi-fetch answers for a call. */
interface Called<Data> {
  data?: Data | undefined;
  error?: unknown;
  response: Response;
}

/** What a model can do about a status; whatever else is said by the problem itself. */
const NEXT: Record<number, string> = {
  401: 'Ask the user for a valid key: the client that runs this server has it in its settings.',
  403: 'Tell the user that the key lacks this scope; nothing else will help.',
  404: 'Look for it with find_links, or ask the user for the exact slug.',
  410: 'delete_or_restore_links does that.',
  412: 'Read it again with get_link, and decide anew with the version it has now.',
  414: 'The addresses are too long together: ask for fewer at once.',
  429: 'Wait so long before the next call.',
  503: 'Try the same call again in a moment.',
};

/** As long as ten fields that are wrong may take, and no longer. */
const MAX_SENTENCE = 1500;

/**
 * What a call of the API answered. Throws a ToolProblem with the API's own sentence and the next step for what is refused, and
 * where nobody answers.
 *
 * @param about what the sentence is about, where a call is one of many: a slug
 */
export async function called<Data>(call: Promise<Called<Data>>, about = ''): Promise<Data> {
  const { data, error, response } = await call.catch(unreachable);
  if (response.ok && data !== undefined) return data;
  throw new ToolProblem(sentenceOf(error, response.status, about));
}

function unreachable(error: unknown): never {
  if (typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError')
    throw new ToolProblem(
      'Signpost takes too long to answer. Ask for less at once, such as a shorter time or fewer links.',
    );
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : '';
  throw new ToolProblem(
    `Signpost does not answer${code}. Check that its address is right and try again in a moment.`,
  );
}

/** The API's own words for what it refused, and what to do now. */
export function sentenceOf(error: unknown, status: number, about = ''): string {
  const detail = isProblem(error) ? error.detail : `Signpost answered ${status} without a reason.`;
  const next = NEXT[status];
  const before = about === '' ? '' : `${about}: `;
  return `${before}${shortened(detail, MAX_SENTENCE)}${next === undefined ? '' : ` ${next}`}`;
}

const isProblem = (error: unknown): error is Pick<Schemas['Problem'], 'detail'> =>
  typeof error === 'object' && error !== null && 'detail' in error && typeof error.detail === 'string';
