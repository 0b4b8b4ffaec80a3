import { isBot } from 'ua-parser-js/bot-detection';

export const getsPage = (userAgent: string): boolean => isBot(userAgent);
