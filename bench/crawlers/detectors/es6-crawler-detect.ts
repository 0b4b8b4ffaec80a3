import { Crawler } from 'es6-crawler-detect';

const crawler = new Crawler();

export const getsPage = (userAgent: string): boolean => crawler.isCrawler(userAgent);
