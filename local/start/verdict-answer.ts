import type { Explanation, Form } from '../../core/crawlers/explain.ts';
import type { Judgement } from '../../core/crawlers/judge.ts';
import type { Verdict } from '../../core/crawlers/verdict.ts';
import type { Route } from '../../edge/route-page.ts';

/** The client that is asked about. */
export interface Question {
  userAgent: string;
  /** The page's path, with its query. */
  path: string;
  accept: string;
  /** An IP address, without a port. */
  address: string;
}

/** All that is decided about a client before its page is made, by the code that decides it. */
export interface PageAnswer {
  question: Question;
  gets: Form;
  explanation: Explanation;
  verdict: Verdict;
  /** What the request becomes at the edge. */
  edge: Route;
  identity: Pick<Judgement, 'identity' | 'proof' | 'operator' | 'mayRender' | 'view' | 'reason'>;
}

/** Of an asset or the app's own API: the path pattern of a behaviour that makes no verdict. */
export interface AssetAnswer {
  question: Question;
  asset: string;
}

export type Answer = PageAnswer | AssetAnswer;
