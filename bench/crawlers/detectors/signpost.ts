import { classify } from '../../../core/crawlers/classify.ts';

export const getsPage = (userAgent: string): boolean => classify(userAgent).prerender;
